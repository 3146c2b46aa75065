// Colours and widths of roads by segment, main roads last so that they lie on top.
import type { Base } from '../data/base';
import { classOf, noValue, unclearColours, zoneGround, type Colour, type Scale } from '../model/scales';
import { toPlane, type Origin } from './plane';

// Width in pixels at zoom 12 by class of road.
const widthOfClass: Readonly<Record<string, number>> = {
  motorway: 3.4, trunk: 3.2, primary: 2.8, secondary: 2.3, tertiary: 1.9, ramp: 1.6, unclassified: 1.2, residential: 0.9,
  living_street: 0.9, service: 0.8, footway: 0.7, ferry: 0.8,
};

// How much wider lines are drawn at this zoom than at 12.
export function roadScaleAt(zoom: number): number {
  return Math.min(5, Math.max(0.55, 2 ** ((zoom - 12) * 0.4)));
}

// Both ends of each segment of the links, in their order.
export function segmentsOf(base: Base, links: readonly number[], origin: Origin): Float32Array {
  const points: number[] = [];
  for (const link of links) {
    for (let i = base.start[link]!; i + 1 < base.start[link + 1]!; ++i) {
      points.push(base.lngLat[2 * i]!, base.lngLat[2 * i + 1]!, base.lngLat[2 * i + 2]!, base.lngLat[2 * i + 3]!);
    }
  }
  return toPlane(points, origin);
}

function sum([red, green, blue]: Colour): number {
  return red + green + blue;
}

// Of roads that show nothing themselves: small streets leave more of the zones below.
function backgroundOpacity(width: number): number {
  return Math.round(255 * Math.min(1, (width / widthOfClass['secondary']!) ** 1.5));
}

export class RoadPainter {
  readonly segments: Float32Array;
  private readonly order: number[]; // links, as drawn
  private readonly plainWidth: Float32Array; // by link
  private readonly onFoot: Uint8Array; // by link

  constructor(
    private readonly base: Base,
    origin: Origin,
  ) {
    const classes = base.run.manifest.road_classes;
    this.plainWidth = Float32Array.from(base.roadClass, (row) => widthOfClass[classes[row] ?? ''] ?? 1);
    this.onFoot = Uint8Array.from(base.roadClass, (row) => (classes[row] === 'footway' || classes[row] === 'ferry' ? 1 : 0));
    this.order = Array.from({ length: base.linkCount }, (_, link) => link);
    this.order.sort((a, b) => this.plainWidth[a]! - this.plainWidth[b]! || a - b);
    this.segments = segmentsOf(base, this.order, origin);
  }

  // For one hour's values by link; wider where darker. Links without a value, or with nobody, are thin and light grey;
  // those that are not clear are faint.
  paint(values: ArrayLike<number> | null, scale: Scale | null, clear?: ArrayLike<number>): { widths: Float32Array; colours: Uint8Array } {
    const { start } = this.base;
    const count = this.segments.length / 4;
    const widths = new Float32Array(count);
    const colours = new Uint8Array(4 * count);
    const greatest = scale === null ? 1 : scale.bounds.length;
    const diverges = scale !== null && scale.bounds[0]! < 0;
    const unclear = scale === null || clear === undefined ? null : unclearColours(scale);
    const falls = scale !== null && sum(scale.colours[0]!) < sum(scale.colours[greatest]!); // small values are dark
    let at = 0;
    for (const link of this.order) {
      const value = values === null || scale === null ? Number.NaN : values[link]!;
      const has = scale !== null && !Number.isNaN(value) && !(value === 0 && scale.zeroIsNone === true);
      const row = has ? classOf(scale, value) : 0;
      const share = diverges ? Math.abs(2 * (row / greatest) - 1) : falls ? 1 - row / greatest : row / greatest;
      const isFaint = has && clear?.[link] === 0;
      const [red, green, blue] = !has ? noValue : isFaint ? unclear![row]! : scale.colours[row]!;
      const width = this.plainWidth[link]! * (!has ? 0.65 : isFaint ? 0.8 : 0.8 + 0.85 * share);
      const opacity = scale === null ? backgroundOpacity(this.plainWidth[link]!) : has || this.onFoot[link] === 0 ? 255 : 150;
      for (let i = start[link]!; i + 1 < start[link + 1]!; ++i, ++at) {
        widths[at] = width;
        colours[4 * at] = red;
        colours[4 * at + 1] = green;
        colours[4 * at + 2] = blue;
        colours[4 * at + 3] = opacity;
      }
    }
    return { widths, colours };
  }

  // Ground round each road that has a value, of the widths and colours that `paint` gave.
  casings({ widths, colours }: { widths: Float32Array; colours: Uint8Array }): { widths: Float32Array; colours: Uint8Array } {
    const isNone = (at: number): boolean => noValue.every((part, i) => colours[at + i] === part);
    const ground = new Uint8Array(colours.length);
    for (let i = 0; i < ground.length; ++i) ground[i] = zoneGround[i % 4] ?? 255;
    return { widths: widths.map((width, segment) => (isNone(4 * segment) ? 0 : width)), colours: ground };
  }
}

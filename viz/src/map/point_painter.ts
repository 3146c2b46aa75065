// Sizes and colours of sites and of everybody who moves.
import { classOf, colourOf, kindColours, radiusOf, unclearColours, type Colour, type Scale } from '../model/scales';

// Circles whose area follows the size, coloured by another value. Radii are parts of the largest. Those that are not clear
// are faint.
export function paintSites(size: ArrayLike<number>, colour: ArrayLike<number>, greatest: number, scale: Scale, clear?: ArrayLike<number>): { radii: Float32Array; colours: Uint8Array } {
  const radii = new Float32Array(size.length);
  const colours = new Uint8Array(4 * size.length);
  const unclear = unclearColours(scale);
  for (let row = 0; row < size.length; ++row) {
    radii[row] = radiusOf(Math.abs(size[row]!), greatest, 1, 0);
    const value = colour[row]!;
    const isFaint = clear?.[row] === 0 && !Number.isNaN(value);
    colours.set([...(isFaint ? unclear[classOf(scale, value)]! : colourOf(scale, value)), 230], 4 * row);
  }
  return { radii, colours };
}

export function siteScaleAt(zoom: number): number {
  return Math.min(30, 15 * 2 ** ((zoom - 12) * 0.35));
}

export function coloursOfKinds(kinds: readonly string[]): Colour[] {
  return kinds.map((kind) => kindColours[kind] ?? [80, 80, 80]);
}

export function moverScaleAt(zoom: number): number {
  return Math.min(3, Math.max(0.55, 2 ** ((zoom - 13) * 0.42)));
}

const radiusOfKind: Readonly<Record<string, number>> = { motorbike: 1.7, bicycle: 1.6, walker: 1.4, bus: 3, coach: 3, lorry: 2.9, boat: 4.5, cabin: 4.5 };

// Fills columns by mover from its kind; their memory is kept from picture to picture.
export class MoverPainter {
  radii = new Float32Array(0);
  colours = new Uint8Array(0);
  private readonly radius: Float32Array;
  private readonly word: Uint32Array; // colour as one number

  constructor(kinds: readonly string[]) {
    this.radius = Float32Array.from(kinds, (kind) => radiusOfKind[kind] ?? 2.3);
    this.word = Uint32Array.from(coloursOfKinds(kinds), ([red, green, blue]) => (red | (green << 8) | (blue << 16) | (255 << 24)) >>> 0);
  }

  paint(count: number, kind: Uint8Array): void {
    if (this.radii.length < kind.length) {
      this.radii = new Float32Array(kind.length);
      this.colours = new Uint8Array(4 * kind.length);
    }
    const words = new Uint32Array(this.colours.buffer);
    for (let i = 0; i < count; ++i) {
      this.radii[i] = this.radius[kind[i]!]!;
      words[i] = this.word[kind[i]!]!;
    }
  }
}

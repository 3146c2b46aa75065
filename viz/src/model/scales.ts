// Colours of values. Sequential: after the lower half of viridis turned round for light maps (van der Walt and Smith 2015).
// Diverging: blue to orange through grey. Neighbours of each scale, and the greys among each other, are told apart by all
// kinds of sight (test/sight.ts).
export type Colour = readonly [number, number, number];

function fromHex(hex: string): Colour {
  const value = Number.parseInt(hex.slice(1), 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export const sequential: readonly Colour[] = ['#cfd059', '#81c57e', '#1cab7a', '#2e8886', '#326a83', '#46407f', '#3d0054'].map(fromHex);
export const diverging: readonly Colour[] = ['#0b4a8f', '#3c7fc0', '#7db4ea', '#828280', '#f3b97c', '#dd7c2b', '#9c4008'].map(fromHex);
// Of areas: pink to purple, told apart from the roads and sites above them.
export const areal: readonly Colour[] = ['#fce6f9', '#ebb8c7', '#df8db7', '#c864a7', '#b8417e', '#7b2074', '#4d1b3f'].map(fromHex);
export const arealOpacity = 0.85;
// Below the areas, and round the roads above them, which stand off from it whatever lies between.
export const zoneGround: Colour = fromHex('#f6f4ee');
export const noValue: Colour = fromHex('#dcdcd6');
// What is not distinguishable from chance: lighter than what has not changed, darker than what has no value, with a tinge of
// the class that its mean falls into.
const unclear: Colour = fromHex('#b6b6b4');
const tinge = 0.25;

export function cssColour(colour: Colour, opacity = 1): string {
  const numbers = `${colour[0]}, ${colour[1]}, ${colour[2]}`;
  return opacity === 1 ? `rgb(${numbers})` : `rgba(${numbers}, ${opacity})`;
}

export interface Scale {
  // Upper bounds of all classes but the last; rising.
  readonly bounds: readonly number[];
  readonly colours: readonly Colour[];
  // Zero is nothing to show: grey, like what has no value.
  readonly zeroIsNone?: boolean;
}

export function classOf(scale: Scale, value: number): number {
  let low = 0;
  let high = scale.bounds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (value < scale.bounds[middle]!) high = middle;
    else low = middle + 1;
  }
  return low;
}

export function colourOf(scale: Scale, value: number): Colour {
  return Number.isNaN(value) ? noValue : scale.colours[classOf(scale, value)]!;
}

// By class; opaque, so that where lines overlap nothing looks darker.
export function unclearColours(scale: Scale): Colour[] {
  const middle = (scale.colours.length - 1) / 2;
  return scale.colours.map((colour, row) => (row === middle ? unclear : (unclear.map((grey, i) => Math.round(grey + tinge * (colour[i]! - grey))) as unknown as Colour)));
}

export type RoadMeasure = 'volume' | 'speed' | 'delay' | 'walkers';

export const roadScales: Readonly<Record<RoadMeasure, Scale>> = {
  volume: { bounds: [50, 150, 400, 800, 1500, 3000], colours: sequential, zeroIsNone: true },
  speed: { bounds: [5, 10, 15, 20, 30, 40], colours: [...sequential].reverse() },
  delay: { bounds: [1, 2, 5, 10, 20, 60], colours: sequential },
  walkers: { bounds: [10, 30, 80, 200, 500, 1200], colours: sequential, zeroIsNone: true },
};

// A scale of differences round 0, in steps that are a part of the sequential one's.
export const differenceScales: Readonly<Record<RoadMeasure, Scale>> = {
  volume: { bounds: [-300, -100, -20, 20, 100, 300], colours: diverging },
  speed: { bounds: [-8, -4, -1, 1, 4, 8], colours: [...diverging].reverse() },
  delay: { bounds: [-8, -3, -0.5, 0.5, 3, 8], colours: diverging },
  walkers: { bounds: [-150, -50, -10, 10, 50, 150], colours: diverging },
};

// Share of the demand that is carried, in per cent: dark where much is left over.
export const shareScale: Scale = { bounds: [20, 40, 60, 80, 90, 97], colours: [...sequential].reverse() };
export const shareDifference: Scale = { bounds: [-15, -5, -1, 1, 5, 15], colours: [...diverging].reverse() };
// Persons per square kilometre.
export const densityScale: Scale = { bounds: [100, 400, 1000, 2500, 5000, 10000], colours: areal };
export const visitorScale: Scale = { bounds: [5, 20, 60, 150, 400, 1000], colours: areal };
export const densityDifference: Scale = { bounds: [-500, -100, -10, 10, 100, 500], colours: diverging };

// Simulated less observed: of hourly counts as GEH, of which less than 5 counts as near (DMRB 12.2.1); else in per cent.
export const gehScale: Scale = { bounds: [-15, -10, -5, 5, 10, 15], colours: diverging };
export const percentScale: Scale = { bounds: [-50, -30, -15, 15, 30, 50], colours: diverging };

// Opacity of sensors that are doubted.
export const faint = 0.25;

// Kinds of those who move, told apart by lightness as well as by hue.
export const kindColours: Readonly<Record<string, Colour>> = {
  motorbike: fromHex('#e77e38'),
  car: fromHex('#2844ae'),
  van: fromHex('#647b92'),
  bus: fromHex('#7d0559'),
  coach: fromHex('#d11e71'),
  lorry: fromHex('#2c2521'),
  bicycle: fromHex('#0b7429'),
  walker: fromHex('#4d3104'),
  boat: fromHex('#0ea6cd'),
  cabin: fromHex('#7b59e9'),
};

// Radius in pixels that makes the area of a circle follow the value.
export function radiusOf(value: number, greatest: number, most: number, least: number): number {
  if (!(value > 0) || !(greatest > 0)) return least;
  return Math.max(least, most * Math.sqrt(value / greatest));
}

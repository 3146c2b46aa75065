// Colours as people see them: difference of two colours as CIEDE2000 (Sharma, Wu and Dalal 2005), and how they look without
// one kind of cones (Machado, Oliveira and Fernandes 2009, severity 1).
import type { Colour } from '../src/model/scales';

type Triple = readonly [number, number, number];

const degrees = Math.PI / 180;
// Red, green and blue of sRGB, linear, 0 … 1.
export const sights: Readonly<Record<string, readonly [Triple, Triple, Triple]>> = {
  full: [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
  protanopia: [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
  deuteranopia: [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
  tritanopia: [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
};

const toLinear = (value: number): number => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
const toByte = (value: number): number => 255 * (value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055);
const times = (rows: readonly [Triple, Triple, Triple], [a, b, c]: Triple): Triple => rows.map((row) => row[0] * a + row[1] * b + row[2] * c) as unknown as Triple;

export function seenWith(sight: string, colour: Colour): Colour {
  const seen = times(sights[sight]!, colour.map(toLinear) as unknown as Triple);
  return seen.map((value) => toByte(Math.min(1, Math.max(0, value)))) as unknown as Colour;
}

// What is seen of a colour of this opacity on this ground (sRGB is mixed as it stands, as browsers do).
export function on(ground: Colour, colour: Colour, opacity: number): Colour {
  return colour.map((value, i) => value * opacity + ground[i]! * (1 - opacity)) as unknown as Colour;
}

// CIE L*a*b* for D65 (IEC 61966-2-1).
export function labOf(colour: Colour): Triple {
  const xyz = times([[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.072175], [0.0193339, 0.119192, 0.9503041]], colour.map(toLinear) as unknown as Triple);
  const f = (value: number): number => (value > 216 / 24389 ? Math.cbrt(value) : (value * 24389 / 27 + 16) / 116);
  const [x, y, z] = [f(xyz[0] / 0.95047), f(xyz[1]), f(xyz[2] / 1.08883)];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

export function labDifference([l1, a1, b1]: Triple, [l2, a2, b2]: Triple): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - Math.sqrt(meanC ** 7 / (meanC ** 7 + 25 ** 7)));
  const hue = (a: number, b: number): number => (a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / degrees + 360) % 360);
  const [p1, p2] = [a1 * (1 + g), a2 * (1 + g)];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const grey = c1 * c2 === 0;
  const turn = h2 - h1;
  const dh = grey ? 0 : turn > 180 ? turn - 360 : turn < -180 ? turn + 360 : turn;
  const dH = 2 * Math.sqrt(c1 * c2) * Math.sin((dh / 2) * degrees);
  const h = grey ? h1 + h2 : Math.abs(turn) <= 180 ? (h1 + h2) / 2 : (h1 + h2 + (h1 + h2 < 360 ? 360 : -360)) / 2;
  const l = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  const cos = (angle: number): number => Math.cos(angle * degrees);
  const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const sl = 1 + (0.015 * (l - 50) ** 2) / Math.sqrt(20 + (l - 50) ** 2);
  const sc = 1 + 0.045 * c;
  const sh = 1 + 0.015 * c * t;
  const rt = -2 * Math.sqrt(c ** 7 / (c ** 7 + 25 ** 7)) * Math.sin(60 * Math.exp(-(((h - 275) / 25) ** 2)) * degrees);
  return Math.sqrt(((l2 - l1) / sl) ** 2 + ((c2 - c1) / sc) ** 2 + (dH / sh) ** 2 + rt * ((c2 - c1) / sc) * (dH / sh));
}

export function differenceSeen(sight: string, a: Colour, b: Colour): number {
  return labDifference(labOf(seenWith(sight, a)), labOf(seenWith(sight, b)));
}

// The least difference over all kinds of sight.
export function leastDifference(a: Colour, b: Colour): number {
  return Math.min(...Object.keys(sights).map((sight) => differenceSeen(sight, a, b)));
}

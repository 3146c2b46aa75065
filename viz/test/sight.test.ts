// What the colours must be told apart by: any kind of sight, on paper and on a map.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { areal, arealOpacity, diverging, differenceScales, kindColours, noValue, sequential, unclearColours, zoneGround, type Colour } from '../src/model/scales';
import { ground } from '../src/map/style';
import { differenceSeen, labDifference, leastDifference, on, seenWith, sights } from './sight';

const readable = 8; // CIEDE2000 of neighbours in a scale: about where a legend can be read off without doubt; an assumption

const rgb = (hex: string): Colour => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) as unknown as Colour;

function leastOf(pairs: readonly (readonly [Colour, Colour])[]): number {
  return Math.min(...pairs.map(([a, b]) => leastDifference(a, b)));
}
const neighbours = (colours: readonly Colour[]): [Colour, Colour][] => colours.slice(1).map((colour, i) => [colours[i]!, colour]);
const withEach = (colours: readonly Colour[], other: Colour): [Colour, Colour][] => colours.map((colour) => [colour, other]);

// Contrast of WCAG 2.2, 1 … 21.
function contrast(a: Colour, b: Colour): number {
  const light = (colour: Colour): number => {
    const [red, green, blue] = colour.map((value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red! + 0.7152 * green! + 0.0722 * blue!;
  };
  const [lower, upper] = [light(a), light(b)].sort((x, y) => x - y);
  return (upper! + 0.05) / (lower! + 0.05);
}

describe('differences of colours', () => {
  it('are those of CIEDE2000 (Sharma, Wu and Dalal 2005, table 1)', () => {
    expect(labDifference([50, 2.6772, -79.7751], [50, 0, -82.7485])).toBeCloseTo(2.0425, 4);
    expect(labDifference([50, 2.49, -0.001], [50, -2.49, 0.0009])).toBeCloseTo(7.1792, 4);
    expect(labDifference([50, 2.5, 0], [58, 24, 15])).toBeCloseTo(19.4535, 4);
    expect(labDifference([90.8027, -2.0831, 1.441], [91.1528, -1.6435, 0.0447])).toBeCloseTo(1.4441, 4);
    expect(labDifference([2.0776, 0.0795, -1.135], [0.9033, -0.0636, -0.5514])).toBeCloseTo(0.9082, 4);
  });
  it('of greys are seen by all alike, of red and green hardly without cones for them', () => {
    for (const sight of Object.keys(sights)) seenWith(sight, [128, 128, 128]).forEach((value) => expect(value).toBeCloseTo(128, 0));
    const [red, green] = [[190, 100, 40], [120, 130, 30]] as const;
    for (const sight of ['protanopia', 'deuteranopia']) expect(differenceSeen(sight, red, green)).toBeLessThan(differenceSeen('full', red, green) / 2);
  });
});

describe('scales, with any kind of sight', () => {
  it('have neighbours that are told apart', () => {
    expect(leastOf(neighbours(sequential))).toBeGreaterThan(readable);
    expect(leastOf(neighbours(diverging))).toBeGreaterThan(readable);
    // Zones are drawn with some of the ground shining through.
    expect(leastOf(neighbours([...areal].map((colour) => on(zoneGround, colour, arealOpacity))))).toBeGreaterThan(readable);
  });
  it('show more and less in other hues, not by lightness alone', () => {
    for (let row = 0; row < 3; ++row) expect(leastDifference(diverging[row]!, diverging[6 - row]!)).toBeGreaterThan(2 * readable);
  });
  it('keep unchanged, not distinguishable and without a value apart, and from all classes', () => {
    const unchanged = diverging[3]!;
    const unclear = unclearColours(differenceScales.volume);
    expect(leastDifference(unchanged, noValue)).toBeGreaterThan(2 * readable);
    expect(leastOf(withEach(unclear, noValue))).toBeGreaterThan(readable);
    expect(leastOf(withEach(unclear, unchanged))).toBeGreaterThan(readable);
    expect(leastOf(diverging.flatMap((colour) => withEach(unclear, colour)))).toBeGreaterThan(readable);
    expect(leastOf(withEach(sequential, noValue))).toBeGreaterThan(readable);
  });
  it('stand out from the ground; what has no value just so', () => {
    const sea = (ground.layers[0] as { paint: { 'background-color': string } }).paint['background-color'];
    for (const under of [zoneGround, rgb(sea)]) {
      expect(leastOf(withEach([...sequential, ...diverging, ...unclearColours(differenceScales.volume)], under))).toBeGreaterThan(readable);
      expect(leastDifference(noValue, under)).toBeGreaterThan(readable / 2);
    }
  });
  it('of roads have an edge on zones of any colour: against these, or else against their casing and that against these', () => {
    const greys = unclearColours(differenceScales.volume);
    for (const [roads, areas] of [[sequential, areal], [[...diverging, ...greys], [...diverging, ...greys]]] as const) {
      for (const area of areas.map((colour) => on(zoneGround, colour, arealOpacity))) {
        for (const road of roads) {
          const edge = Math.max(leastDifference(road, area), Math.min(leastDifference(road, zoneGround), leastDifference(zoneGround, area)));
          expect(edge, `${road} on ${area}`).toBeGreaterThan(readable);
        }
      }
    }
  });
  it('tell all kinds of movers apart', () => {
    const kinds = Object.values(kindColours);
    expect(leastOf(kinds.flatMap((one, i) => withEach(kinds.slice(i + 1), one)))).toBeGreaterThan(1.5 * readable);
  });
});

describe('maps of the report, and those that the program draws', () => {
  const engine = (path: string): string => readFileSync(new URL(`../../engine/export/${path}`, import.meta.url), 'utf8');
  const coloursIn = (text: string): Colour[] => [...text.matchAll(/"(#[0-9a-f]{6})"/g)].map((found) => rgb(found[1]!));
  const listOf = (path: string, from: RegExp): Colour[] => coloursIn(from.exec(engine(path))![1]!);
  it('have neighbours that are told apart', () => {
    const volumes = coloursIn(engine('volume_classes.hpp'));
    const shares = listOf('report/map_section.cpp', /Scale share_scale\(\)([^;]*);/);
    const [less, more] = [listOf('report/maps.js', /lessColours = (.*);/), listOf('report/maps.js', /moreColours = (.*);/)];
    expect([volumes.length, shares.length, less.length, more.length]).toEqual([7, 6, 5, 5]);
    for (const colours of [volumes, shares, less, more]) expect(leastOf(neighbours(colours))).toBeGreaterThan(readable);
    less.forEach((colour, row) => expect(leastDifference(colour, more[row]!)).toBeGreaterThan(2 * readable));
    expect(leastOf([...withEach(less, [253, 253, 252]), ...withEach(more, [253, 253, 252]), ...withEach(volumes, [238, 242, 245])])).toBeGreaterThan(readable);
  });
  it('are those of kepler.gl, too', () => {
    const ramps = [...engine('gis/kepler.cpp').matchAll(/"ColorBrewer \w+-6",\s*(\{[^}]*\})/g)].map((found) => coloursIn(found[1]!));
    expect(ramps.map((colours) => colours.length)).toEqual([6, 6, 6]);
    for (const colours of ramps) expect(leastOf(neighbours(colours))).toBeGreaterThan(readable / 2);
  });
});

describe('the page', () => {
  const css = readFileSync(new URL('../src/style.css', import.meta.url), 'utf8');
  const colour = (name: string): Colour => {
    return rgb(new RegExp(`--${name}: (#[0-9a-f]{6})`).exec(css)![1]!);
  };
  it('has the contrast of WCAG 2.2 AA in words, and in what has the focus', () => {
    for (const paper of ['paper', 'ground', 'accent-soft']) {
      for (const ink of ['ink', 'soft', 'accent']) expect(contrast(colour(ink), colour(paper)), `${ink} on ${paper}`).toBeGreaterThan(4.5);
      expect(contrast(colour('focus'), colour(paper)), `focus on ${paper}`).toBeGreaterThan(3);
    }
    expect(contrast(colour('paper'), colour('accent'))).toBeGreaterThan(4.5);
    expect(contrast(colour('focus-on-accent'), colour('accent'))).toBeGreaterThan(3);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Base } from '../src/data/base';
import { RoadPainter } from '../src/map/road_painter';
import { classOf, colourOf, densityDifference, densityScale, differenceScales, gehScale, noValue, percentScale, radiusOf, roadScales, shareDifference, shareScale, visitorScale, zoneGround } from '../src/model/scales';
import { initialState } from '../src/model/state';
import { scaleRows } from '../src/ui/legend';
import { number, textOr } from '../src/texts';

const all = [...Object.values(roadScales), ...Object.values(differenceScales), shareScale, shareDifference, densityScale, visitorScale, densityDifference, gehScale, percentScale];

// Lightness as CIE Y of sRGB, 0 … 1.
function light([red, green, blue]: readonly [number, number, number]): number {
  const linear = (value: number): number => (value <= 10 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}

describe('scales', () => {
  it('have a colour for each class and rising bounds', () => {
    for (const scale of all) {
      expect(scale.colours).toHaveLength(scale.bounds.length + 1);
      for (let i = 1; i < scale.bounds.length; ++i) expect(scale.bounds[i]!).toBeGreaterThan(scale.bounds[i - 1]!);
    }
  });
  it('put a bound into the upper class, and anything into some class', () => {
    const { volume } = roadScales;
    expect(classOf(volume, 49.9)).toBe(0);
    expect(classOf(volume, 50)).toBe(1);
    expect(classOf(volume, 3000)).toBe(6);
    expect(classOf(volume, -5)).toBe(0);
    expect(classOf(volume, Infinity)).toBe(6);
    expect(colourOf(volume, Number.NaN)).toEqual(noValue);
  });
  it('are told apart by lightness alone: even without colours', () => {
    const { colours } = roadScales.volume;
    for (let i = 1; i < colours.length; ++i) expect(light(colours[i]!)).toBeLessThan(light(colours[i - 1]!) * 0.95);
  });
  it('of differences are symmetric about 0, with grey there', () => {
    for (const scale of [...Object.values(differenceScales), shareDifference, densityDifference]) {
      const count = scale.bounds.length;
      for (let i = 0; i < count; ++i) expect(scale.bounds[i]!).toBe(-scale.bounds[count - 1 - i]!);
      const [red, green, blue] = colourOf(scale, 0);
      expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThan(10);
    }
  });
  it('are worded in the numbers of the language', () => {
    expect(scaleRows(roadScales.volume, 'vi').map((row) => row.text)).toContain('800 đến 1.500');
    expect(scaleRows(roadScales.volume, 'en').map((row) => row.text)).toContain('800 to 1,500');
    expect(scaleRows(differenceScales.volume, 'en')[0]?.text).toBe('under −300');
    expect(initialState.language).toBe('vi');
  });
});

describe('units of indicators', () => {
  it('are worded as in the report', () => {
    const engine = (path: string): string => readFileSync(new URL(`../../engine/${path}`, import.meta.url), 'utf8');
    const words = JSON.parse(engine('export/report/texts.json')) as Record<string, { vi: string; en: string }>;
    const units = [...engine('results/kpi_catalogue.cpp').matchAll(/\{"[a-z0-9_]+",\s*"([^"]+)",/g)].map((found) => found[1]!);
    expect(units.length).toBeGreaterThan(50);
    for (const unit of units) expect([textOr('vi', `kpiUnit.${unit}`), textOr('en', `kpiUnit.${unit}`)], unit).toEqual([words[`unit.${unit}`]!.vi, words[`unit.${unit}`]!.en]);
  });
});

describe('numbers', () => {
  it('show about three digits, and a dash for none', () => {
    expect(number('vi', 1234567)).toBe('1.234.567');
    expect(number('vi', 12.345)).toBe('12,3');
    expect(number('en', -0.126, true)).toBe('−0.13');
    expect(number('en', 5, true)).toBe('+5');
    expect(number('en', Number.NaN)).toBe('–');
  });
});

describe('circles', () => {
  it('grow by area', () => {
    expect(radiusOf(100, 100, 20, 2)).toBe(20);
    expect(radiusOf(25, 100, 20, 2)).toBe(10);
    expect(radiusOf(0, 100, 20, 2)).toBe(2);
    expect(radiusOf(Number.NaN, 100, 20, 2)).toBe(2);
  });
});

describe('roads', () => {
  // Three links of one segment each, all primary.
  const base = {
    linkCount: 3,
    start: Uint32Array.from([0, 2, 4, 6]),
    lngLat: Float64Array.from([107, 20.9, 107.1, 20.9, 107, 20.95, 107.1, 20.95, 107, 21, 107.1, 21]),
    roadClass: Uint8Array.from([0, 0, 0]),
    run: { manifest: { road_classes: ['primary'] } },
  } as unknown as Base;
  const painter = new RoadPainter(base, { x: 0.8, y: 0.44 });
  const colours = (values: readonly number[], scale: (typeof roadScales)['volume']): number[][] => {
    const painted = painter.paint(values, scale).colours;
    return values.map((_, row) => [...painted.subarray(4 * row, 4 * row + 3)]);
  };

  it('without vehicles are grey, and those with few are not', () => {
    const few = [...roadScales.volume.colours[0]!];
    expect(colours([0, 1, 49], roadScales.volume)).toEqual([[...noValue], few, few]);
    expect(colours([0, Number.NaN, 5], roadScales.walkers)).toEqual([[...noValue], [...noValue], few]);
  });
  it('on zones have ground round them where they have a value', () => {
    const painted = painter.paint([0, 100, Number.NaN], roadScales.volume);
    const { widths, colours: ground } = painter.casings(painted);
    expect([...widths]).toEqual([0, painted.widths[1], 0]);
    expect([...ground.subarray(4, 8)]).toEqual([...zoneGround, 255]);
  });
  it('without delay, or without a difference, are coloured', () => {
    expect(colours([0, 0, 0], roadScales.delay)[0]).toEqual([...roadScales.delay.colours[0]!]);
    expect(colours([0, 0, 0], differenceScales.volume)[0]).toEqual([...differenceScales.volume.colours[3]!]);
  });
});

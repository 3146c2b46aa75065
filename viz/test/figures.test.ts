import { describe, expect, it } from 'vitest';
import { differences, hourRow, linkSeries, matchRows, sharePct, streetSeries, topRows } from '../src/model/figures';
import { insideRing, nearestLink, nearestPoint } from '../src/model/nearest';
import { chainStreets } from '../src/model/streets';
import { ringAreaKm2 } from '../src/data/base';
import { csvOf, tableRows } from '../src/ui/chart';
import { fromPlane, originAt, toPlane } from '../src/map/plane';
import { atCorners, triangles } from '../src/map/line_layer';

describe('figures', () => {
  const cells = Uint16Array.from({ length: 24 * 3 }, (_, cell) => cell); // [hour][3 links]
  it('read hours and links', () => {
    expect([...hourRow(cells, 3, 2)]).toEqual([6, 7, 8]);
    expect(linkSeries(cells, 3, 1).slice(0, 3)).toEqual([1, 4, 7]);
  });
  it('weigh a street by length, and by vehicles where asked', () => {
    const lengths = Float32Array.of(100, 300, 50);
    expect(streetSeries(cells, 3, [0, 1], lengths)[0]).toBe(0.75);
    const volume = new Uint16Array(72).fill(1);
    volume[0] = 3; // link 0 in hour 0
    expect(streetSeries(cells, 3, [0, 1], lengths, volume)[0]).toBe(0.5);
    expect(streetSeries(cells, 3, [], lengths)[0]).toBeNaN();
    // In hour 1: three vehicles drive 100 m at 3, one 300 m at 4: 600 m in 175.
    volume[3] = 3;
    expect(streetSeries(cells, 3, [0, 1], lengths, volume, true)[1]).toBeCloseTo(600 / 175, 12);
  });
  it('tell differences by id, and where one side has none', () => {
    const rows = matchRows(['a', 'b', 'c'], ['c', 'a']);
    expect([...rows]).toEqual([1, -1, 0]);
    expect([...differences([1, 2, 3], [10, 20], rows)]).toEqual([19, Number.NaN, 7]);
  });
  it('find the greatest, in order, without those that have no value', () => {
    expect(topRows([3, Number.NaN, 9, 0, 7, -20], 2)).toEqual([2, 4]);
    expect(topRows([3, Number.NaN, 9, 0, 7, -20], 2, Math.abs)).toEqual([5, 2]);
    expect(topRows([], 3)).toEqual([]);
  });
  it('share nothing where nothing is offered', () => {
    expect(sharePct(1, 4)).toBe(25);
    expect(sharePct(0, 0)).toBeNaN();
  });
});

describe('what lies under the pointer', () => {
  // Two directions of one road from (107, 21) to (107.01, 21), and another far away.
  const start = Uint32Array.of(0, 2, 4, 6);
  const lngLat = Float64Array.of(107, 21, 107.01, 21, 107.01, 21, 107, 21, 107, 22, 107.01, 22);
  it('is the direction on whose right side it is', () => {
    expect(nearestLink(start, lngLat, 107.005, 20.9998, 0.001)?.row).toBe(0); // eastbound, south of it
    expect(nearestLink(start, lngLat, 107.005, 21.0002, 0.001)?.row).toBe(1);
    expect(nearestLink(start, lngLat, 107.005, 21.5, 0.001)).toBeNull();
  });
  it('is the nearest point within reach', () => {
    const points = Float64Array.of(107, 21, 107.001, 21);
    expect(nearestPoint(points, 107.0008, 21, 0.001)?.row).toBe(1);
    expect(nearestPoint(points, 108, 21, 0.001)).toBeNull();
    expect(nearestPoint(Float64Array.of(107, 21, 107, 21, 107.5, 21), 107, 21, 0.001)?.row).toBe(1); // the one on top
  });
  it('is inside a ring or not', () => {
    const ring = Float64Array.of(0, 0, 2, 0, 2, 2, 0, 2, 0, 0);
    expect(insideRing(ring, 0, 5, 1, 1)).toBe(true);
    expect(insideRing(ring, 0, 5, 3, 1)).toBe(false);
  });
});

describe('streets', () => {
  it('are joined over nodes, both directions once', () => {
    const nodes = Uint32Array.of(0, 1, 1, 0, 1, 2, 2, 1, 2, 3); // 0-1, 1-2 both ways, 2-3
    const streets = chainStreets(nodes, Uint32Array.of(1, 1, 1, 1, 2), Float32Array.of(10, 10, 20, 20, 5));
    expect(streets).toEqual([
      { nameRow: 1, links: [0, 2] },
      { nameRow: 2, links: [4] },
    ]);
  });
  it('without a name are left out, and rings are walked once', () => {
    expect(chainStreets(Uint32Array.of(0, 1), Uint32Array.of(0), Float32Array.of(1))).toEqual([]);
    const ring = chainStreets(Uint32Array.of(0, 1, 1, 2, 2, 0), Uint32Array.of(1, 1, 1), Float32Array.of(1, 1, 1));
    expect(ring).toEqual([{ nameRow: 1, links: [0, 1, 2] }]);
  });
});

describe('the plane', () => {
  it('keeps to millimetres and comes back by the matrix', () => {
    const origin = originAt(107.05, 20.95);
    const xy = toPlane(Float64Array.of(107.05, 20.95, 107.06, 20.94), origin);
    expect(Math.abs(xy[0]!)).toBeLessThan(1e-9);
    expect(xy[2]).toBeCloseTo((0.01 / 360) * 1e6, 4);
    expect(xy[3]!).toBeGreaterThan(0); // southward
    const world = new Float64Array(16).fill(0);
    world[0] = 2; world[5] = 3; world[15] = 1; world[12] = -1;
    const matrix = fromPlane(world, origin);
    expect(matrix[0]! * xy[2]! + matrix[12]!).toBeCloseTo(2 * (origin.x + xy[2]! / 1e6) - 1, 5);
  });
  it('repeats columns at corners', () => {
    expect([...atCorners(Uint32Array.of(7, 9), 1)]).toEqual([7, 7, 7, 7, 9, 9, 9, 9]);
    expect([...atCorners(Uint32Array.of(1, 2, 3, 4), 4)]).toEqual([1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4, 1, 2, 3, 4]);
    expect([...triangles(2)]).toEqual([0, 1, 2, 2, 1, 3, 4, 5, 6, 6, 5, 7]);
  });
  it('measures zones', () => {
    const ring = Float64Array.of(107, 21, 107.01, 21, 107.01, 21.01, 107, 21.01, 107, 21);
    expect(ringAreaKm2(ring, 0, 5)).toBeCloseTo(1.112 * 1.112 * Math.cos((21 * Math.PI) / 180), 2);
  });
});

describe('tables', () => {
  const data = { title: 'T', unit: 'km/h', series: [{ name: 'a "b", c', values: [1.5, Number.NaN], colour: '#000' }] };
  it('show hours and dashes', () => {
    expect(tableRows(data, 'vi')).toEqual([['00:00', '1,5'], ['01:00', '–']]);
  });
  it('are CSV with a point and quotes', () => {
    expect(csvOf(data)).toBe('hour,"a ""b"", c (km/h)"\n0,1.5\n1,\n');
  });
});

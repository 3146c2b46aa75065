import { describe, expect, it } from 'vitest';
import { extentOf, linksOf, sensorLngLat, streetLinks } from '../src/model/extent';
import type { LoadedRun } from '../src/model/loaded';

// Three links, two of them of one street; a zone of one ring; a site.
const run = {
  run: {
    texts: {
      streets: ['', 'Trần Phú'],
      link_ids: ['a', 'b', 'c'],
      zones: [{ id: 'z', name: 'Z' }],
      services: { wifi: { ids: ['w'], names: [] } },
    },
  },
  base: {
    nameRow: Uint32Array.of(1, 0, 1),
    start: Uint32Array.of(0, 2, 4, 6),
    lngLat: Float64Array.of(107, 20, 107.1, 20.1, 107.5, 20.5, 107.6, 20.6, 107.1, 20.1, 107.2, 20.3),
    ringZone: Uint32Array.of(0),
    ringStart: Uint32Array.of(0, 3),
    ringLngLat: Float64Array.of(106, 19, 106.4, 19.2, 106.1, 19.5),
  },
  service: () => ({ lngLat: Float64Array.of(107.05, 20.9) }),
} as unknown as LoadedRun;

describe('where a selection lies', () => {
  it('is round all links of a street', () => {
    expect(streetLinks(run, 'Trần Phú')).toEqual([0, 2]);
    expect(streetLinks(run, '')).toEqual([]);
    expect(extentOf([run], { kind: 'street', id: 'Trần Phú' })).toEqual([[107, 20], [107.2, 20.3]]);
  });
  it('is round a link, a zone, a site', () => {
    expect(linksOf(run, { kind: 'link', id: 'b' })).toEqual([1]);
    expect(extentOf([run], { kind: 'link', id: 'b' })).toEqual([[107.5, 20.5], [107.6, 20.6]]);
    expect(extentOf([run], { kind: 'zone', id: 'z' })).toEqual([[106, 19], [106.4, 19.5]]);
    expect(extentOf([run], { kind: 'site', service: 'wifi', id: 'w' })).toEqual([[107.05, 20.9], [107.05, 20.9]]);
  });
  it('of a sensor is to the right of its one road, as given, or in the middle of its zone', () => {
    const hours: null[] = new Array<null>(24).fill(null);
    const sensor = { key: 'count/all/s', id: 's', kind: 'count' as const, street: '', zone: '', links: [] as string[], classes: [], used: true, observed: hours, simulated: hours, issues: [] };
    expect(sensorLngLat(run, { ...sensor, lng_lat: [107.3, 20.2] })).toEqual([107.3, 20.2]);
    const [lng, lat] = sensorLngLat(run, { ...sensor, lng_lat: [107.05, 20.05], links: ['a'] }); // north-eastward
    const metres = [(lng - 107.05) * Math.cos((20.05 * Math.PI) / 180) * 111_195, (lat - 20.05) * 111_195] as const;
    expect(Math.hypot(...metres)).toBeCloseTo(10, 5);
    expect(metres[0]).toBeGreaterThan(0);
    expect(metres[1]).toBeLessThan(0);
    expect(extentOf([run], { kind: 'sensor', id: 'x' }, { file: '', day: '', sensors: [] })).toBeNull();
    expect(extentOf([run], { kind: 'sensor', id: sensor.key }, { file: '', day: '', sensors: [{ ...sensor, key: 'speed/all/s', lng_lat: [107.4, 20.4] }, { ...sensor, lng_lat: [107.3, 20.2] }] })).toEqual([[107.3, 20.2], [107.3, 20.2]]);
  });
  it('is nowhere for what no run has', () => {
    expect(extentOf([run], { kind: 'link', id: 'x' })).toBeNull();
    expect(extentOf([run], { kind: 'site', service: 'wifi', id: 'x' })).toBeNull();
    expect(extentOf([run], { kind: 'site', service: 'constructor', id: 'w' })).toBeNull();
    expect(extentOf([run], null)).toBeNull();
  });
});

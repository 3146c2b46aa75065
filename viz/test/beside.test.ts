import { describe, expect, it } from 'vitest';
import { asObserved, type Sensor } from '../src/data/observed';
import { asPairsManifest, Pairs } from '../src/data/pairs';
import { asResultList } from '../src/data/result_list';
import type { Manifest } from '../src/data/manifest';
import { differencesOfDay, LoadedPairs, type Cells } from '../src/model/compared';
import { fromHash, toHash } from '../src/model/hash';
import { atSameSpot, deviation, kindsOf, near, sensorOf, signedGeh } from '../src/model/observed';
import { pairedRoads, pairedZones } from '../src/model/shown';
import { initialState } from '../src/model/state';
import { detailsOf } from '../src/ui/details';
import { faintRows, shareUnit, zonesTitle, zonesUnit } from '../src/ui/legend';
import { sensorName, seriesName } from '../src/ui/sensor_details';
import { paintSites } from '../src/map/point_painter';
import { cssColour, noValue, shareDifference, unclearColours } from '../src/model/scales';

describe('the list of results', () => {
  const good = { format: 'halong-view/1', results: [{ folder: 'data/0', name: '<b>../x</b>' }], pairs: 'data/pairs' };
  it('is taken as it is', () => expect(asResultList(good).results[0]!.name).toBe('<b>../x</b>'));
  it('names no folder elsewhere', () => {
    for (const folder of ['../data', 'data/../..', '//other/data', 'https://other/x', 'data/0/..', '', 3, null]) {
      expect(() => asResultList({ ...good, results: [{ folder, name: 'x' }] }), String(folder)).toThrow('is no folder of a result');
      if (folder !== null) expect(() => asResultList({ ...good, observed: folder })).toThrow('is no folder of a result');
    }
  });
  it('of other formats or lengths is refused', () => {
    for (const value of [null, [], {}, { ...good, format: 'halong-view/2' }]) expect(() => asResultList(value)).toThrow('no list of results');
    for (const results of [[], [1, 2, 3], 'x', undefined]) expect(() => asResultList({ ...good, results })).toThrow('one or two');
  });
});

describe('differences over pairs', () => {
  const first = { links: 2, zones: 0, rows: '0a' } as Manifest;
  const place = (offset: number, type: string) => ({ file: 'p.bin', type, offset, length: 48 });
  const manifest = {
    format: 'halong-viewer-pairs/1', replications: 4, confidence: 0.95, false_discovery_rate: 0.05, links: 2, zones: 0, rows: '0a', services: { wifi: { ids: ['a', 'b'] } },
    columns: { 'pair.volume.mean': place(0, 'f32'), 'pair.volume.half': place(192, 'f32'), 'pair.volume.clear': place(384, 'u8') },
    files: { 'p.bin': { bytes: 432, xxh3: '' } },
  };
  const encode = (value: unknown): ArrayBuffer => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;
  it('come by measure, each once, and the page is told', async () => {
    const bytes = new ArrayBuffer(432);
    new Float32Array(bytes, 0, 48).set([3, -2], 2 * 7); // 7:00
    new Float32Array(bytes, 192, 48).set([1, 5], 2 * 7);
    new Uint8Array(bytes, 384, 48).set([1, 0], 2 * 7);
    let fetches = 0;
    const pairs = await Pairs.open('p', first, (path) => Promise.resolve(path === 'manifest.json' ? encode(manifest) : (++fetches, bytes)));
    const cells = await new Promise<Cells>((resolve) => {
      const loaded: LoadedPairs = new LoadedPairs(pairs, () => resolve(loaded.cells('volume')!));
      expect(loaded.has('delay')).toBe(false);
      expect(loaded.cells('delay')).toBeUndefined();
      expect([loaded.siteRow('wifi', 'b'), loaded.siteRow('wifi', 'c'), loaded.siteRow('toString', 'a')]).toEqual([1, -1, -1]);
      expect(loaded.cells('volume')).toBeUndefined();
      loaded.cells('volume');
    });
    expect(fetches).toBe(1);
    expect(differencesOfDay(cells, (hour) => 2 * hour)[7]).toEqual({ mean: 3, half: 1, clear: true });
    expect(differencesOfDay(cells, (hour) => 2 * hour + 1)[7]).toEqual({ mean: -2, half: 5, clear: false });
  });
  it('are called by what is shown: classes of vehicles and persons, too', () => {
    expect(pairedRoads({ ...initialState, vehicles: 'car' })).toBe('volume.car');
    expect(pairedRoads({ ...initialState, vehicles: 'car', roads: 'speed' })).toBe('speed');
    expect(pairedRoads({ ...initialState, roads: 'none' })).toBeNull();
    expect(pairedZones({ ...initialState, zones: 'people.worker' })).toBe('people.worker');
    expect(pairedZones({ ...initialState, zones: 'service', service: 'wifi' })).toBe('zone_share.wifi');
    expect(zonesTitle('people.worker', 'en')).toBe('People present: workers');
    expect(zonesTitle('visitors', 'vi')).toBe('Du khách có mặt');
  });
  it('of whole streets are found by name; older ones have none', async () => {
    const of = async (list: unknown): Promise<LoadedPairs> => new LoadedPairs(await Pairs.open('p', first, () => Promise.resolve(encode(list))), () => undefined);
    const named = await of({ ...manifest, streets: ['Trần Phú', '<b>'] });
    expect([named.streetRow('<b>'), named.streetRow('x'), named.streetCount]).toEqual([1, -1, 2]);
    const older = await of(manifest);
    expect([older.streetRow('<b>'), older.streetCount]).toEqual([-1, 0]);
  });
  it('of another result or layout are refused', () => {
    expect(() => asPairsManifest({ ...manifest, links: 3 }, first, 'p')).toThrow('do not belong together');
    expect(() => asPairsManifest({ ...manifest, rows: '0b' }, first, 'p')).toThrow('in another order');
    expect(() => asPairsManifest({ ...manifest, rows: undefined }, first, 'p')).toThrow('in another order');
    expect(() => asPairsManifest({ ...manifest, format: 'halong-viewer-pairs/0' }, first, 'p')).toThrow('this viewer reads halong-viewer-pairs/1');
    expect(() => asPairsManifest({ ...manifest, replications: undefined }, first, 'p')).toThrow('does not say replications');
    expect(() => asPairsManifest({ ...manifest, services: null }, first, 'p')).toThrow('does not say services');
  });
  it('that are not distinguishable are drawn faint', () => {
    const { colours } = paintSites([1, 1, 1], [20, 20, Number.NaN], 1, shareDifference, [1, 0, 0]);
    expect([...colours.subarray(0, 3)]).toEqual([...shareDifference.colours[6]!]);
    expect([...colours.subarray(4, 7)]).toEqual([...unclearColours(shareDifference)[6]!]);
    expect([...colours.subarray(8, 11)]).toEqual([...noValue]);
    const rows = faintRows({ clear: [] }, shareDifference, 'en');
    expect([rows[0]!.colour, ...rows[0]!.more!]).toEqual([0, 3, 6].map((row) => cssColour(unclearColours(shareDifference)[row]!)));
    expect(faintRows({}, shareDifference, 'en')).toEqual([]);
  });
  it('call differences of a share points, and of anything else by its unit', () => {
    const difference = { ...initialState, mode: 'difference', zones: 'service', language: 'en' } as const;
    expect([shareUnit(difference), shareUnit({ ...difference, mode: 'first' })]).toEqual(['points', '%']);
    expect([zonesUnit(difference), zonesUnit({ ...difference, mode: 'first' })]).toEqual(['points of % of demand carried', '% of demand carried']);
    expect(zonesUnit({ ...difference, zones: 'people' })).toBe('persons/km²');
  });
});

describe('an observed day', () => {
  const hours = (of: Record<number, number>): (number | null)[] => Array.from({ length: 24 }, (_, hour) => of[hour] ?? null);
  const sensor = (change: Partial<Sensor>): Sensor => ({ key: 'count/all/s', id: 's', kind: 'count', links: ['a'], street: '', zone: '', classes: [], used: true, issues: [], observed: hours({ 7: 100, 8: 400 }), simulated: hours({ 7: 130, 8: 250 }), ...change });
  it('differs by GEH of hourly volumes', () => {
    // sqrt(2 * 30^2 / 230) and sqrt(2 * 150^2 / 650)
    expect(signedGeh(130, 100)).toBeCloseTo(2.7975, 4);
    expect(signedGeh(250, 400)).toBeCloseTo(-8.3205, 4);
    expect(signedGeh(0, 0)).toBe(0);
    expect(deviation('count', null, 5)).toBeNaN();
    expect(deviation('speed', 30, 40)).toBe(-25);
    expect(deviation('people', 30, 0)).toBeNaN();
  });
  it('is near where GEH is below 5, or 15 % are not reached; doubted sensors do not count', () => {
    const sensors = [sensor({}), sensor({ used: false }), sensor({ kind: 'speed', observed: hours({ 7: 40 }), simulated: hours({ 7: 35 }) })];
    expect(near(sensors, 7)).toEqual({ near: 2, of: 2 });
    expect(near(sensors, 8)).toEqual({ near: 0, of: 1 });
    expect(near(sensors, null)).toEqual({ near: 2, of: 3 });
    expect(near([], null)).toEqual({ near: 0, of: 0 });
  });
  it('is checked before it is shown', () => {
    const whole = { format: 'halong-observed/2', file: 'x.csv', day: '', sensors: [sensor({}), sensor({ key: 'speed/all/s', kind: 'speed' })] };
    expect(kindsOf(asObserved(whole, 'o'))).toEqual(['count', 'speed']);
    expect(() => asObserved({ ...whole, format: 'halong-observed/1' }, 'o')).toThrow('this viewer reads halong-observed/2');
    for (const value of [null, 'x', { format: 1 }]) expect(() => asObserved(value, 'o')).toThrow('no observed day');
    for (const bad of [sensor({ observed: [1] }), sensor({ kind: 'wifi' as never }), sensor({ simulated: hours({}).fill('1' as never) }), sensor({ key: undefined as never })]) {
      expect(() => asObserved({ ...whole, sensors: [bad] }, 'o')).toThrow('the sensor s is not complete');
    }
  });
  it('keeps the series of one device apart, and knows what lies at the same spot', () => {
    const at = { lng_lat: [107, 20.9] as const };
    const cars = sensor({ ...at, key: 'count/car/s', classes: ['car'] });
    const motorbikes = sensor({ ...at, key: 'count/motorbike+bus/s', classes: ['motorbike', 'bus'] });
    const speed = sensor({ ...at, key: 'speed/all/s', kind: 'speed' });
    const same = sensor({ ...at, key: 'count/all/t', id: 't' });
    const back = sensor({ ...at, key: 'count/all/u', id: 'u', links: ['b'] }); // drawn at the other side of the road
    const far = sensor({ key: 'count/all/v', id: 'v', lng_lat: [107.1, 20.9] });
    const inZone = sensor({ key: 'people/all/w', id: 'w', kind: 'people', links: [], zone: 'z' });
    const alsoInZone = sensor({ key: 'people/all/x', id: 'x', kind: 'people', links: [], zone: 'z' });
    const observed = { file: '', day: '', sensors: [cars, motorbikes, speed, same, back, far, inZone, alsoInZone] };
    for (const one of observed.sensors) expect(sensorOf(observed, one.key)).toBe(one);
    expect(sensorOf(observed, 's')).toBeUndefined();
    expect(sensorOf(null, 'count/car/s')).toBeUndefined();
    expect(atSameSpot(observed, motorbikes)).toEqual([cars, speed, same]);
    expect(atSameSpot(observed, back)).toEqual([]);
    expect(atSameSpot(observed, far)).toEqual([]);
    expect(atSameSpot(observed, inZone)).toEqual([alsoInZone]);
    expect([cars, motorbikes, speed].map((one) => sensorName(one, 'en'))).toEqual(['s (Cars)', 's (Motorbikes, Buses)', 's']);
    expect([cars, speed].map((one) => seriesName(one, 'en'))).toEqual(['s (Cars): Counts', 's: Speeds']);
    expect(detailsOf([], [], { ...initialState, selection: { kind: 'sensor', id: speed.key } }, { pairs: null, observed })?.others?.map((one) => one.selection.id)).toEqual([cars.key, motorbikes.key, same.key]);
    expect(fromHash(toHash({ ...initialState, selection: { kind: 'sensor', id: motorbikes.key } })).selection).toEqual({ kind: 'sensor', id: motorbikes.key });
  });
});

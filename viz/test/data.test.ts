import { describe, expect, it } from 'vitest';
import { columnOf } from '../src/data/columns';
import { asManifest } from '../src/data/manifest';
import { Run } from '../src/data/run';
import { addCrossings, decodeTracks, networkOf, positionsAt, roomFor, type Network, type Tracks } from '../src/data/tracks';
import texts from '../src/texts.json';

describe('columns', () => {
  const file = Uint32Array.of(1, 2, 3, 4).buffer;
  it('are read where they lie', () => {
    expect([...columnOf(file, { file: 'f', type: 'u32', offset: 4, length: 2 }, 'u32', 'c')]).toEqual([2, 3]);
  });
  it('beyond the end or of another type are refused', () => {
    expect(() => columnOf(file, { file: 'f', type: 'u32', offset: 8, length: 3 }, 'u32', 'c')).toThrow('truncated');
    expect(() => columnOf(file, { file: 'f', type: 'u32', offset: 0, length: 1 }, 'f32', 'c')).toThrow('holds u32');
  });
});

describe('runs', () => {
  const empty = { bounds: [], road_classes: [], vehicle_classes: [], person_classes: [], services: [], kpis: [], gridlock: [], steps_per_degree: 1e7, hours: 24, links: 1, zones: 0, places: 0, title: {}, provenance: {} };
  const manifest = { ...empty, format: 'halong-viewer/1', columns: { c: { file: 'c.bin', type: 'u8', offset: 0, length: 2 } }, files: { 'c.bin': { bytes: 4, xxh3: '' } } };
  const texts = { streets: [''], link_ids: ['a'], zones: [], places: [], services: {} };
  const encode = (value: unknown): ArrayBuffer => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;
  it('fetch a file once, and check its length', async () => {
    let count = 0;
    let bytes = 4;
    const run = await Run.open('a', (path) => {
      if (path === 'c.bin') ++count;
      return Promise.resolve(path === 'manifest.json' ? encode(manifest) : path === 'texts.json' ? encode(texts) : new Uint8Array(bytes).buffer);
    });
    await Promise.all([run.column('c', 'u8'), run.column('c', 'u8')]);
    expect(count).toBe(1);
    bytes = 3;
    run.forget('c.bin');
    await expect(run.column('c', 'u8')).rejects.toThrow('3 bytes instead of 4');
    await expect(run.column('d', 'u8')).rejects.toThrow('no column d');
  });
  it('of other formats are refused', () => {
    expect(() => asManifest({ format: 'halong-viewer/9' }, 'x')).toThrow('halong-viewer/9');
    for (const value of [null, 3, {}, []]) expect(() => asManifest(value, 'x')).toThrow('no manifest');
  });
  it('that were cut off are refused with what is missing', async () => {
    const open = (files: Record<string, ArrayBuffer>): Promise<Run> => Run.open('a', (path) => Promise.resolve(files[path]!));
    const whole = { 'manifest.json': encode(manifest), 'texts.json': encode(texts) };
    for (const name of ['manifest.json', 'texts.json'] as const) {
      for (const length of [0, 1, Math.floor(whole[name].byteLength / 2), whole[name].byteLength - 1]) {
        await expect(open({ ...whole, [name]: whole[name].slice(0, length) })).rejects.toThrow(`a/${name} cannot be read: it is truncated`);
      }
    }
    await expect(open({ ...whole, 'texts.json': encode({ ...texts, link_ids: [] }) })).rejects.toThrow('has 0 link_ids, the manifest says 1');
    const { kpis, links, ...rest } = manifest;
    expect([kpis, links]).toEqual([[], 1]);
    await expect(open({ ...whole, 'manifest.json': encode(rest) })).rejects.toThrow('does not say kpis, links');
    await expect(open({ ...whole, 'manifest.json': encode({ ...manifest, columns: null }) })).rejects.toThrow('does not say columns');
  });
  it('have no columns by the names that all objects have', async () => {
    const run = await Run.open('a', (path) => Promise.resolve(path === 'manifest.json' ? encode(manifest) : encode(texts)));
    expect(run.has('constructor')).toBe(false);
    await expect(run.column('constructor', 'u8')).rejects.toThrow('no column constructor');
  });
});

// Three nodes in a row, links 0: 0 → 1, 1: 1 → 0, 2: 1 → 2, each one unit long; link 2 has a corner.
const network: Network = networkOf(Uint32Array.of(0, 1, 1, 0, 1, 2), Uint32Array.of(0, 2, 4, 7), Float32Array.of(0, 0, 1, 0, 1, 0, 0, 0, 1, 0, 1, 0.5, 1.5, 0.5));

function varints(...values: number[]): number[] {
  return values.flatMap((value) => {
    const bytes: number[] = [];
    for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
    return [...bytes, value];
  });
}

// Chunk from 600 s on. Leg 7, a car (1): on link 0 since 595 s, at 605 s to link 2, ends at 615 s. Leg 300 walks (7) on link
// 1 from 610 s to 640 s.
const chunk = Uint8Array.of(
  0x48, 0x4c, 0x54, 0x31,
  ...varints(6000, 2, 3),
  ...varints(7, 1, 0, 99, 2, 100 * 3 + 1, 100 * 1 + 0),
  ...varints(293, 7, 1, 200, 1, 300 * 2 + 1),
).buffer as ArrayBuffer;

const everybody = new Uint8Array(10).fill(1);

function at(tracks: Tracks, timeS: number, shown = everybody): number[][] {
  const room = roomFor(4);
  positionsAt(tracks, network, timeS * 10, room, shown);
  return Array.from({ length: room.count }, (_, i) => [room.kind[i]!, room.xy[2 * i]!, room.xy[2 * i + 1]!]);
}

describe('tracks', () => {
  it('are decoded', () => {
    const tracks = decodeTracks(chunk, network);
    expect([...tracks.leg]).toEqual([7, 300]);
    expect([...tracks.links]).toEqual([0, 2, 1]);
    expect([...tracks.entryDs]).toEqual([5950, 6100]);
    expect([...tracks.exitDs]).toEqual([6050, 6150, 6400]);
  });
  it('tell where everybody is, forwards and backwards', () => {
    const tracks = decodeTracks(chunk, network);
    const expected = new Map<number, number[][]>([
      [600, [[1, 0.5, 0]]],
      [605, [[1, 1, 0]]],
      [607.5, [[1, 1, 0.25]]],
      [612.5, [[1, 1.25, 0.5], [7, 1 - 2.5 / 30, 0]]],
      [620, [[7, 1 - 10 / 30, 0]]],
      [640, []],
      [590, []],
    ]);
    const times = [...expected.keys()];
    for (const time of [...times, ...times.reverse()]) {
      const found = at(tracks, time);
      expect(found.length, String(time)).toBe(expected.get(time)!.length);
      expected.get(time)!.forEach((one, row) => one.forEach((value, i) => expect(found[row]![i]!).toBeCloseTo(value, 5)));
    }
  });
  it('leave out kinds that are not shown', () => {
    const shown = everybody.slice();
    shown[1] = 0;
    expect(at(decodeTracks(chunk, network), 612.5, shown)).toHaveLength(1);
  });
  it('that are cut anywhere are refused', () => {
    for (let length = 0; length < chunk.byteLength; ++length) expect(() => decodeTracks(chunk.slice(0, length), network)).toThrow();
    const more = new Uint8Array(chunk.byteLength + 1);
    more.set(new Uint8Array(chunk));
    expect(() => decodeTracks(more.buffer, network)).toThrow();
  });
  it('on links that do not exist are refused', () => {
    const bad = Uint8Array.of(0x48, 0x4c, 0x54, 0x31, ...varints(0, 1, 1, 1, 1, 9, 0, 1, 5)).buffer as ArrayBuffer;
    expect(() => decodeTracks(bad, network)).toThrow('other roads');
  });
  it('of boats go straight', () => {
    const room = roomFor(2);
    addCrossings({ xy: Float32Array.of(0, 0, 4, 2), timeDs: Int32Array.of(100, 300), kind: Uint8Array.of(8) }, 200, room, everybody);
    expect([room.count, room.xy[0], room.xy[1], room.kind[0]]).toEqual([1, 2, 1, 8]);
    room.count = 0;
    addCrossings({ xy: Float32Array.of(0, 0, 4, 2), timeDs: Int32Array.of(100, 300), kind: Uint8Array.of(8) }, 300, room, everybody);
    expect(room.count).toBe(0);
  });
});

describe('words', () => {
  it('stand in both languages, with the same names to fill in', () => {
    const names = (text: string): string[] => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!).sort();
    for (const [key, both] of Object.entries(texts)) {
      expect(both.vi.trim(), key).not.toBe('');
      expect(both.en.trim(), key).not.toBe('');
      expect(names(both.vi), key).toEqual(names(both.en));
    }
  });
});

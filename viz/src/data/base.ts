// Roads, zones and places in degrees, and what follows from them.
import type { Run } from './run';

export interface Base {
  readonly run: Run;
  readonly linkCount: number;
  readonly start: Uint32Array; // links + 1, into points
  readonly lngLat: Float64Array; // two a point
  readonly nodes: Uint32Array; // two a link: start, end
  readonly lengthM: Float32Array;
  readonly capacity: Float32Array;
  readonly roadClass: Uint8Array;
  readonly nameRow: Uint32Array;
  readonly ringStart: Uint32Array;
  readonly ringLngLat: Float64Array;
  readonly ringZone: Uint32Array;
  readonly ringIsHole: Uint8Array;
  readonly zoneAreaKm2: Float64Array;
  readonly zoneCentre: Float64Array;
  readonly residents: Float32Array;
  readonly placeLngLat: Float64Array;
}

export function degrees(steps: Int32Array, perDegree: number): Float64Array {
  const result = new Float64Array(steps.length);
  for (let i = 0; i < steps.length; ++i) result[i] = steps[i]! / perDegree;
  return result;
}

const kmPerDegree = 111.195; // of a great circle on a sphere of radius 6371 km

// Area of a ring by the shoelace formula on a plane that touches the globe there; unsigned.
export function ringAreaKm2(lngLat: Float64Array, first: number, end: number): number {
  if (end - first < 3) return 0;
  const squeeze = Math.cos((lngLat[2 * first + 1]! * Math.PI) / 180);
  let twice = 0;
  for (let i = first; i < end; ++i) {
    const j = i + 1 < end ? i + 1 : first;
    twice += lngLat[2 * i]! * lngLat[2 * j + 1]! - lngLat[2 * j]! * lngLat[2 * i + 1]!;
  }
  return (Math.abs(twice) / 2) * kmPerDegree * kmPerDegree * squeeze;
}

export async function loadBase(run: Run): Promise<Base> {
  const { manifest } = run;
  const inDegrees = async (name: string): Promise<Float64Array> =>
    degrees(await run.column(name, 'i32'), manifest.steps_per_degree);
  const ringStart = await run.column('zone.ring_start', 'u32');
  const ringLngLat = await inDegrees('zone.ring_point');
  const ringZone = await run.column('zone.ring_zone', 'u32');
  const ringIsHole = await run.column('zone.ring_is_hole', 'u8');
  const zoneAreaKm2 = new Float64Array(manifest.zones);
  const zoneCentre = new Float64Array(2 * manifest.zones);
  const largest = new Float64Array(manifest.zones);
  for (let ring = 0; ring < ringZone.length; ++ring) {
    const zone = ringZone[ring]!;
    const first = ringStart[ring]!;
    const end = ringStart[ring + 1]!;
    const area = ringAreaKm2(ringLngLat, first, end);
    zoneAreaKm2[zone]! += ringIsHole[ring] ? -area : area;
    if (ringIsHole[ring] || area <= largest[zone]!) continue;
    largest[zone] = area;
    let lng = 0;
    let lat = 0;
    for (let i = first; i < end; ++i) {
      lng += ringLngLat[2 * i]!;
      lat += ringLngLat[2 * i + 1]!;
    }
    zoneCentre[2 * zone] = lng / (end - first);
    zoneCentre[2 * zone + 1] = lat / (end - first);
  }
  const base: Base = {
    run,
    linkCount: manifest.links,
    start: await run.column('link.start', 'u32'),
    lngLat: await inDegrees('link.point'),
    nodes: await run.column('link.nodes', 'u32'),
    lengthM: await run.column('link.length_m', 'f32'),
    capacity: await run.column('link.capacity', 'f32'),
    roadClass: await run.column('link.class', 'u8'),
    nameRow: await run.column('link.name', 'u32'),
    ringStart,
    ringLngLat,
    ringZone,
    ringIsHole,
    zoneAreaKm2,
    zoneCentre,
    residents: await run.column('zone.residents', 'f32'),
    placeLngLat: await inDegrees('place.point'),
  };
  if (base.start.length !== base.linkCount + 1 || base.nodes.length !== 2 * base.linkCount) {
    throw new Error(`${run.name}: the columns of the roads have different lengths`);
  }
  return base;
}

// Where most of the roads lie: without the outermost points on each side, which far villages and highways take.
export function coreBounds(base: Base): [number, number, number, number] {
  const count = base.lngLat.length / 2;
  if (count === 0) return [...base.run.manifest.bounds];
  const between = (offset: number, low: number, high: number): [number, number] => {
    const values = Float64Array.from({ length: count }, (_, i) => base.lngLat[2 * i + offset]!).sort();
    return [values[Math.floor(count * low)]!, values[Math.floor(count * high)]!];
  };
  const [west, east] = between(0, 0.06, 0.97);
  const [south, north] = between(1, 0.01, 0.85);
  return [west, south, east, north];
}

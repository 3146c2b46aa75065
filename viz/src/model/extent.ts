// Where a selection lies on the map.
import type { Observed, Sensor } from '../data/observed';
import type { LoadedRun } from './loaded';
import { sensorOf } from './observed';
import type { Selection } from './state';

// Rows of the links with this street's name.
export function streetLinks(run: LoadedRun, name: string): number[] {
  const row = run.run.texts.streets.indexOf(name);
  if (row <= 0) return [];
  const links: number[] = [];
  run.base.nameRow.forEach((one, link) => {
    if (one === row) links.push(link);
  });
  return links;
}

// Rows of the links of a street or a link; none for other selections.
export function linksOf(run: LoadedRun, selection: Selection): number[] {
  if (selection.kind === 'street') return streetLinks(run, selection.id);
  if (selection.kind !== 'link') return [];
  const row = run.run.texts.link_ids.indexOf(selection.id);
  return row < 0 ? [] : [row];
}

const metresPerDegree = 111_195;
const sensorAsideM = 10;

// Where a sensor is drawn: as given, or in the middle of its zone or its first road; one that looks at one direction of a
// road to the right of it, so that those of both directions do not hide each other.
export function sensorLngLat(run: LoadedRun, sensor: Sensor): [number, number] {
  const [lng, lat] = sensorPlace(run, sensor);
  const link = sensor.links.length === 1 ? run.run.texts.link_ids.indexOf(sensor.links[0]!) : -1;
  if (link < 0) return [lng, lat];
  const { start, lngLat } = run.base;
  const from = 2 * start[link]!;
  const to = 2 * (start[link + 1]! - 1);
  const squeeze = Math.cos((lat * Math.PI) / 180);
  const east = (lngLat[to]! - lngLat[from]!) * squeeze;
  const north = lngLat[to + 1]! - lngLat[from + 1]!;
  const length = Math.hypot(east, north);
  if (!(length > 0)) return [lng, lat];
  const aside = sensorAsideM / metresPerDegree / length;
  return [lng + (north * aside) / squeeze, lat - east * aside];
}

function sensorPlace(run: LoadedRun, sensor: Sensor): [number, number] {
  if (sensor.lng_lat !== undefined) return [...sensor.lng_lat];
  const zone = run.run.texts.zones.findIndex((one) => one.id === sensor.zone);
  if (zone >= 0) return [run.base.zoneCentre[2 * zone]!, run.base.zoneCentre[2 * zone + 1]!];
  const link = run.run.texts.link_ids.indexOf(sensor.links[0] ?? '');
  if (link < 0) return [Number.NaN, Number.NaN];
  const middle = (run.base.start[link]! + run.base.start[link + 1]! - 1) >> 1;
  return [run.base.lngLat[2 * middle]!, run.base.lngLat[2 * middle + 1]!];
}

// Longitude and latitude of a site; null while its service has not come, and where there is no such site.
export function siteLngLat(run: LoadedRun, selection: Selection | null): Float64Array | null {
  if (selection === null || selection.kind !== 'site') return null;
  const of = Object.hasOwn(run.run.texts.services, selection.service) ? run.run.texts.services[selection.service] : undefined;
  const row = of?.ids.indexOf(selection.id) ?? -1;
  const lngLat = run.service(selection.service)?.lngLat;
  return row < 0 || lngLat === undefined ? null : lngLat.subarray(2 * row, 2 * row + 2);
}

function zonePoints(run: LoadedRun, id: string): number[] {
  const { base } = run;
  const zone = run.run.texts.zones.findIndex((one) => one.id === id);
  const points: number[] = [];
  base.ringZone.forEach((of, ring) => {
    if (of === zone) points.push(...base.ringLngLat.subarray(2 * base.ringStart[ring]!, 2 * base.ringStart[ring + 1]!));
  });
  return points;
}

function pointsOf(run: LoadedRun, selection: Selection): number[] {
  const { base } = run;
  const links = linksOf(run, selection);
  if (links.length > 0) return links.flatMap((link) => Array.from(base.lngLat.subarray(2 * base.start[link]!, 2 * base.start[link + 1]!)));
  if (selection.kind === 'zone') return zonePoints(run, selection.id);
  return Array.from(siteLngLat(run, selection) ?? []);
}

export type Extent = [[west: number, south: number], [east: number, north: number]];

// Of the first run that has the selection, degrees; null where none has it.
export function extentOf(runs: readonly LoadedRun[], selection: Selection | null, observed: Observed | null = null): Extent | null {
  if (selection === null) return null;
  const sensor = selection.kind === 'sensor' ? sensorOf(observed, selection.id) : undefined;
  const points = sensor !== undefined ? [...sensorLngLat(runs[0]!, sensor)] : runs.map((run) => pointsOf(run, selection)).find((of) => of.length > 0);
  if (points === undefined) return null;
  let [west, south, east, north] = [180, 90, -180, -90];
  for (let i = 0; i < points.length; i += 2) {
    west = Math.min(west, points[i]!);
    east = Math.max(east, points[i]!);
    south = Math.min(south, points[i + 1]!);
    north = Math.max(north, points[i + 1]!);
  }
  return [[west, south], [east, north]];
}

// What the maps show of one or two runs at one hour: values by road, site and zone, and with which scale.
import type { Cells, LoadedPairs } from './compared';
import { differences, hourRow, hours, matchRows, sharePct } from './figures';
import type { LoadedRun, ServiceHours } from './loaded';
import {
  densityDifference, densityScale, differenceScales, roadScales, shareDifference, shareScale, visitorScale,
  type RoadMeasure, type Scale,
} from './scales';
import type { PeopleMeasure, State, ZoneMeasure } from './state';

// Rows of the second run for those of the first, and the differences over pairs of runs where there are several of each.
export interface Matches {
  readonly pairs: LoadedPairs | null;
  readonly links: Int32Array;
  readonly zones: Int32Array;
  readonly sites: Map<string, Int32Array>;
}

export function matchesOf(first: LoadedRun, second: LoadedRun, pairs: LoadedPairs | null = null): Matches {
  const a = first.run.texts;
  const b = second.run.texts;
  return {
    pairs,
    links: matchRows(a.link_ids, b.link_ids),
    zones: matchRows(a.zones.map((zone) => zone.id), b.zones.map((zone) => zone.id)),
    sites: new Map(Object.keys(a.services).map((id) => [id, matchRows(a.services[id]!.ids, b.services[id]?.ids ?? [])])),
  };
}

export interface Shown {
  readonly values: ArrayLike<number>;
  readonly scale: Scale;
  readonly half?: ArrayLike<number>; // of the interval of each value
  readonly clear?: ArrayLike<number>; // 1: distinguishable from chance, 0: not
}

// What the pairs of runs call the measure of roads; null where no roads are shown.
export function pairedRoads(state: State): string | null {
  if (state.roads === 'none') return null;
  return state.roads === 'volume' && state.vehicles !== 'all' ? `volume.${state.vehicles}` : state.roads;
}

// What the pairs of runs call the measure of zones.
export function pairedZones(state: State): string | null {
  if (state.zones === 'none') return null;
  return state.zones === 'service' ? `zone_share.${state.service}` : state.zones;
}

// Of [row][hour] one hour.
function columnOf<T extends Float32Array | Uint8Array>(cells: T, hour: number, make: (length: number) => T): T {
  const result = make(cells.length / hours);
  for (let row = 0; row < result.length; ++row) result[row] = cells[row * hours + hour]!;
  return result;
}

function hourOfRows(cells: Cells, hour: number): { mean: Float32Array; half: Float32Array; clear: Uint8Array } {
  const floats = (length: number): Float32Array => new Float32Array(length);
  return { mean: columnOf(cells.mean, hour, floats), half: columnOf(cells.half, hour, floats), clear: columnOf(cells.clear, hour, (length) => new Uint8Array(length)) };
}

// [hour][link] of the measure that is chosen, for the vehicles that are chosen.
export function roadCells(run: LoadedRun, measure: RoadMeasure, vehicles: string): Float32Array | Uint16Array | undefined {
  return measure === 'volume' ? run.volume(vehicles) : run.road(measure);
}

export function roadsShown(runs: readonly LoadedRun[], which: number, state: State, hour: number, matches: Matches | null): Shown | null {
  if (state.roads === 'none') return null;
  const paired = pairedRoads(state);
  if (state.mode === 'difference' && matches?.pairs?.has(paired ?? '')) {
    const cells = matches.pairs.cells(paired!);
    if (cells === undefined) return null;
    const links = runs[0]!.base.linkCount;
    const row = <T extends Float32Array | Uint8Array>(of: T): T => of.subarray(hour * links, (hour + 1) * links) as T;
    return { values: row(cells.mean), half: row(cells.half), clear: row(cells.clear), scale: differenceScales[state.roads] };
  }
  const cells = runs.map((run) => roadCells(run, state.roads as RoadMeasure, state.vehicles));
  if (state.mode === 'difference' && matches !== null && runs.length === 2) {
    if (cells[0] === undefined || cells[1] === undefined) return null;
    const a = hourRow(cells[0], runs[0]!.base.linkCount, hour);
    const b = hourRow(cells[1], runs[1]!.base.linkCount, hour);
    return { values: differences(a, b, matches.links), scale: differenceScales[state.roads] };
  }
  const own = cells[which];
  if (own === undefined) return null;
  return { values: hourRow(own, runs[which]!.base.linkCount, hour), scale: roadScales[state.roads] };
}

export interface SitesShown {
  readonly service: ServiceHours;
  readonly size: Float32Array;
  readonly colour: Float32Array;
  readonly greatest: number;
  readonly scale: Scale;
  readonly half?: Float32Array; // of the interval of `colour`
  readonly clear?: Uint8Array; // 1: `size` or `colour` is distinguishable from chance
}

// The largest change, by which circles are drawn; 1 at least.
function greatestOf(changes: Float32Array): number {
  return changes.reduce((most, value) => (Number.isNaN(value) ? most : Math.max(most, Math.abs(value))), 1);
}

// The differences of sites over pairs of runs, in the rows of the run that is drawn.
function pairedSites(run: LoadedRun, pairs: LoadedPairs, service: ServiceHours, id: string, hour: number): SitesShown | null {
  const offered = pairs.cells(`offered.${id}`);
  const share = pairs.cells(`share.${id}`);
  if (offered === undefined || share === undefined) return null;
  const { ids } = run.run.texts.services[id]!;
  const size = new Float32Array(ids.length).fill(Number.NaN);
  const colour = size.slice();
  const half = size.slice();
  const clear = new Uint8Array(ids.length);
  ids.forEach((site, row) => {
    const at = pairs.siteRow(id, site);
    if (at < 0) return;
    const cell = at * hours + hour;
    size[row] = offered.mean[cell]!;
    colour[row] = share.mean[cell]!;
    half[row] = share.half[cell]!;
    clear[row] = offered.clear[cell]! | share.clear[cell]!;
  });
  return { service, size, colour, half, clear, greatest: greatestOf(size), scale: shareDifference };
}

function siteHour(service: ServiceHours, hour: number): { offered: Float32Array; share: Float32Array } {
  const rows = service.offered.length / hours;
  const offered = new Float32Array(rows);
  const share = new Float32Array(rows);
  for (let row = 0; row < rows; ++row) {
    const cell = row * hours + hour;
    offered[row] = service.offered[cell]!;
    share[row] = sharePct(service.carried[cell]!, service.offered[cell]!);
  }
  return { offered, share };
}

// Size by what is offered, colour by the share that is carried; in a difference the changes of both. A site that only one
// of the runs has stands in side by side only.
export function sitesShown(runs: readonly LoadedRun[], which: number, state: State, hour: number, matches: Matches | null): SitesShown | null {
  if (state.service === 'none') return null;
  const services = runs.map((run) => run.service(state.service));
  const service = services[which];
  if (service === undefined) return null;
  const own = siteHour(service, hour);
  if (state.mode !== 'difference' || matches === null) {
    return { service, size: own.offered, colour: own.share, greatest: service.greatest, scale: shareScale };
  }
  if (matches.pairs?.has(`offered.${state.service}`)) return pairedSites(runs[0]!, matches.pairs, services[0]!, state.service, hour);
  const other = services[1];
  const rows = matches.sites.get(state.service);
  if (other === undefined || rows === undefined) return null;
  const second = siteHour(other, hour);
  const size = differences(own.offered, second.offered, rows);
  return {
    service,
    size,
    colour: differences(own.share, second.share, rows),
    greatest: greatestOf(size),
    scale: shareDifference,
  };
}

// Persons per square kilometre, of person-minutes of an hour; NaN in a zone without area.
function densityOf(run: LoadedRun, zone: number, personMinutes: number): number {
  const area = run.base.zoneAreaKm2[zone]!;
  return area > 0 ? personMinutes / 60 / area : Number.NaN;
}

// People by area; shares as they are.
function pairedZoneHour(run: LoadedRun, state: State, cells: { mean: Float32Array; half: Float32Array; clear: Uint8Array }): Shown {
  if (state.zones === 'service') return { values: cells.mean, half: cells.half, clear: cells.clear, scale: shareDifference };
  const byArea = (values: Float32Array): Float32Array => values.map((value, zone) => densityOf(run, zone, value));
  return { values: byArea(cells.mean), half: byArea(cells.half), clear: cells.clear, scale: densityDifference };
}

// Most people are residents; of all others there are few.
function densityScaleOf(zones: ZoneMeasure): Scale {
  return zones === 'people' || zones === 'people.resident' ? densityScale : visitorScale;
}

// Persons per square kilometre of a zone, mean of the hour, or the carried share of the service.
export function zonesShown(runs: readonly LoadedRun[], which: number, state: State, hour: number, matches: Matches | null): Shown | null {
  if (state.zones === 'none') return null;
  const paired = pairedZones(state);
  if (state.mode === 'difference' && matches?.pairs?.has(paired ?? '')) {
    const cells = matches.pairs.cells(paired!);
    return cells === undefined ? null : pairedZoneHour(runs[0]!, state, hourOfRows(cells, hour));
  }
  const one = (run: LoadedRun): Float32Array | null => {
    const isShare = state.zones === 'service';
    const cells = isShare ? run.zoneShare(state.service) : run.present(state.zones as PeopleMeasure);
    if (cells === undefined) return null;
    return Float32Array.from({ length: run.run.manifest.zones }, (_, zone) => {
      const value = cells[zone * hours + hour]!;
      return isShare ? value : densityOf(run, zone, value);
    });
  };
  const own = one(runs[which]!);
  if (own === null) return null;
  const scale = state.zones === 'service' ? shareScale : densityScaleOf(state.zones);
  if (state.mode !== 'difference' || matches === null) return { values: own, scale };
  const second = one(runs[1]!);
  if (second === null) return null;
  return { values: differences(own, second, matches.zones), scale: state.zones === 'service' ? shareDifference : densityDifference };
}

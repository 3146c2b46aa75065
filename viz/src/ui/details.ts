// The panel beside the map: what is selected (or the whole city), its figures of the hour, and its day as a chart.
import type { ServiceInfo } from '../data/manifest';
import type { Observed, Sensor } from '../data/observed';
import { differencesOfDay, type LoadedPairs } from '../model/compared';
import { citySeries, rowSeries, sharePct, streetSeries, linkSeries } from '../model/figures';
import { streetLinks } from '../model/extent';
import type { LoadedRun } from '../model/loaded';
import type { RoadMeasure } from '../model/scales';
import { sensorOf, sensorsOf } from '../model/observed';
import { pairedRoads, roadCells } from '../model/shown';
import { hourOf, type Language, type PeopleMeasure, type Selection, type State } from '../model/state';
import { number, text, textOr, type TextKey } from '../texts';
import type { ChartData, Series } from './chart';
import { zonesTitle } from './legend';
import { nearFacts, sensorDetails } from './sensor_details';

export interface OtherSensor {
  readonly text: string;
  readonly observed: string; // its kind
  readonly selection: Selection;
}

export interface Details {
  readonly title: string;
  readonly subtitle: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly charts: readonly ChartData[];
  readonly street: string | null; // the name of the whole street, of a link
  readonly others?: readonly OtherSensor[]; // at the same spot, of a sensor
}

const colours = ['#22605f', '#c2571a', '#5b4a9c'] as const;
const runColours = ['#22605f', '#c2571a'] as const;

function rowOf(ids: readonly string[] | undefined, id: string): number {
  return ids === undefined ? -1 : ids.indexOf(id);
}

// A name for a site that has only an id, such as "hotspot-pier/cang-tuan-chau/0": what lies after its rule.
export function serviceUnit(run: LoadedRun, service: string, language: Language): string {
  return textOr(language, `unit.${run.run.manifest.services.find((one) => one.id === service)?.unit ?? ''}`);
}

export function siteName(run: LoadedRun, service: string, row: number): string {
  const of = run.run.texts.services[service];
  const named = of?.names[row];
  if (named !== undefined) return named;
  const id = of?.ids[row] ?? '';
  const [, anchor = '', ordinal = ''] = id.split('/');
  const place = run.run.texts.places.find((one) => one.id === anchor);
  const count = Number(ordinal);
  const suffix = Number.isInteger(count) && count > 0 ? ` (${count + 1})` : '';
  if (place !== undefined) return `${place.name}${suffix}`;
  return id.replaceAll('/', ' / ');
}

export function serviceOf(run: LoadedRun, id: string): ServiceInfo | undefined {
  return run.run.manifest.services.find((one) => one.id === id);
}

// Names of runs are only told where there are two.
function seriesName(names: readonly string[], which: number, what: string): string {
  return names.length > 1 ? `${names[which] ?? ''}: ${what}` : what;
}

function measureTitle(state: State, measure: RoadMeasure): string {
  const vehicles = measure === 'volume' && state.vehicles !== 'all' ? `, ${textOr(state.language, `kind.${state.vehicles}`)}` : '';
  return `${text(state.language, `roads.${measure}`)}${vehicles}`;
}

function roadChart(runs: readonly LoadedRun[], names: readonly string[], state: State, measure: RoadMeasure, series: (run: LoadedRun, cells: Float32Array | Uint16Array) => number[] | null): ChartData | null {
  const shown: Series[] = [];
  for (const [which, run] of runs.entries()) {
    const cells = roadCells(run, measure, state.vehicles);
    const values = cells === undefined ? null : series(run, cells);
    if (values === null) continue;
    shown.push({ name: seriesName(names, which, measureTitle(state, measure)), values, colour: runColours[which]!, dashed: which > 0 });
  }
  if (shown.length === 0) return null;
  return { title: measureTitle(state, measure), unit: text(state.language, `roads.${measure}.unit`), series: shown };
}

function hourFacts(charts: readonly (ChartData | null)[], state: State): [string, string][] {
  const hour = hourOf(state.timeS);
  const facts: [string, string][] = [];
  for (const chart of charts) {
    for (const one of chart?.series ?? []) facts.push([one.name, `${number(state.language, one.values[hour] ?? Number.NaN)} ${chart!.unit}`]);
  }
  return facts;
}

function present<T>(value: T | null): value is T {
  return value !== null;
}

const measureOf = (state: State): RoadMeasure => (state.roads === 'none' ? 'volume' : state.roads);

// The mean difference of the pairs of runs, with its interval: a fact of the hour and the day as a chart. `divisor` turns the
// cells into the unit. Null where it has not come, or there is none.
function paired(pairs: LoadedPairs | null, measure: string, cellOf: (hour: number) => number, unit: string, state: State, divisor = 1, name = ''): { facts: [string, string][]; chart: ChartData } | null {
  const cells = pairs?.cells(measure);
  if (pairs === null || cells === undefined) return null;
  const { language } = state;
  const day = differencesOfDay(cells, cellOf);
  const now = day[hourOf(state.timeS)]!;
  const title = `${text(language, 'pairs.mean', { count: String(pairs.replications) })}${name === '' ? '' : `: ${name}`}`;
  const half = Number.isFinite(now.half) ? ` ± ${number(language, now.half / divisor)}` : '';
  const words = Number.isNaN(now.mean) ? '' : ` (${text(language, now.clear ? 'pairs.clear' : 'pairs.unclear')})`;
  const line = (sign: number): number[] => day.map((one) => (one.mean + (sign === 0 ? 0 : sign * one.half)) / divisor);
  return {
    facts: [[title, `${number(language, now.mean / divisor, true)}${half} ${unit}${words}`]],
    chart: {
      title,
      unit,
      series: [
        { name: text(language, 'pairs.difference'), values: line(0), colour: colours[2] },
        { name: text(language, 'pairs.low'), values: line(-1), colour: '#8a8f94', dashed: true },
        { name: text(language, 'pairs.high'), values: line(1), colour: '#8a8f94', dashed: true },
      ],
    },
  };
}

function linkDetails(runs: readonly LoadedRun[], names: readonly string[], state: State, id: string, pairs: LoadedPairs | null): Details | null {
  const home = runs.find((run) => run.run.texts.link_ids.includes(id));
  if (home === undefined) return null;
  const row = home.run.texts.link_ids.indexOf(id);
  const { base } = home;
  const street = home.run.texts.streets[base.nameRow[row]!] ?? '';
  const road = home.run.manifest.road_classes[base.roadClass[row]!] ?? '';
  const chart = roadChart(runs, names, state, measureOf(state), (run, cells) => {
    const own = rowOf(run.run.texts.link_ids, id);
    return own < 0 ? null : linkSeries(cells, run.base.linkCount, own);
  });
  const measure = pairedRoads({ ...state, roads: measureOf(state) });
  const difference = measure === null || home !== runs[0] ? null : paired(pairs, measure, (hour) => hour * base.linkCount + row, text(state.language, `roads.${measureOf(state)}.unit`), state);
  return {
    title: street === '' ? text(state.language, 'panel.namelessRoad') : street,
    subtitle: textOr(state.language, `class.${road}`),
    facts: [
      ...(difference?.facts ?? []),
      ...hourFacts([chart], state),
      [text(state.language, 'panel.length'), `${number(state.language, base.lengthM[row]!)} m`],
      [text(state.language, 'panel.capacity'), `${number(state.language, base.capacity[row]!)} PCU/h`],
    ],
    charts: [difference?.chart ?? null, chart].filter(present),
    street: street === '' ? null : street,
  };
}

function streetDetails(runs: readonly LoadedRun[], names: readonly string[], state: State, name: string, pairs: LoadedPairs | null): Details | null {
  const rows = runs.map((run) => streetLinks(run, name));
  const first = rows.findIndex((of) => of.length > 0);
  if (first < 0) return null;
  const measure = measureOf(state);
  const chart = roadChart(runs, names, state, measure, (run, cells) => {
    const own = rows[runs.indexOf(run)]!;
    if (own.length === 0) return null;
    const weighted = measure === 'speed' || measure === 'delay';
    const volume = weighted ? run.volume('all') : undefined;
    if (weighted && volume === undefined) return null;
    return streetSeries(cells, run.base.linkCount, own, run.base.lengthM, volume, measure === 'speed');
  });
  const measured = pairedRoads({ ...state, roads: measure });
  const at = pairs?.streetRow(name) ?? -1;
  const difference = at < 0 ? null : paired(pairs, `street_${measured}`, (hour) => hour * pairs!.streetCount + at, text(state.language, `roads.${measure}.unit`), state);
  const lengthM = rows[first]!.reduce((sum, link) => sum + runs[first]!.base.lengthM[link]!, 0);
  return {
    title: name,
    subtitle: text(state.language, 'found.street'),
    facts: [...(difference?.facts ?? []), ...hourFacts([chart], state), [text(state.language, 'panel.length'), `${number(state.language, lengthM / 2000)} km`]],
    charts: [difference?.chart ?? null, chart].filter(present),
    street: null,
  };
}

function siteDetails(runs: readonly LoadedRun[], names: readonly string[], state: State, service: string, id: string, pairs: LoadedPairs | null): Details | null {
  const home = runs.find((run) => rowOf(run.run.texts.services[service]?.ids, id) >= 0);
  const info = home === undefined ? undefined : serviceOf(home, service);
  if (home === undefined || info === undefined) return null;
  const unit = textOr(state.language, `unit.${info.unit}`);
  const series: Series[] = [];
  const more = new Map<string, Series[]>();
  for (const [which, run] of runs.entries()) {
    const own = rowOf(run.run.texts.services[service]?.ids, id);
    const values = run.service(service);
    if (own < 0 || values === undefined) continue;
    const add = (key: 'offered' | 'covered' | 'carried', colour: string): void => {
      series.push({ name: seriesName(names, which, text(state.language, `series.${key}`)), values: rowSeries(values[key], own), colour, dashed: which > 0 });
    };
    add('offered', colours[0]);
    if (service !== 'queue') add('covered', colours[2]);
    add('carried', colours[1]);
    for (const measure of info.measures) {
      const cells = run.measure(service, measure);
      if (cells === undefined) continue;
      const key = measure === 'capacity' ? 'taken' : measure;
      const of = more.get(key) ?? [];
      more.set(key, of);
      of.push({ name: seriesName(names, which, textOr(state.language, `series.${measure}`)), values: rowSeries(cells, own), colour: measure === 'capacity' ? colours[2] : runColours[which]!, dashed: which > 0 });
    }
  }
  const charts: ChartData[] = series.length === 0 ? [] : [{ title: textOr(state.language, `service.${service}`), unit, series }];
  for (const [key, of] of more) charts.push({ title: textOr(state.language, `series.${key}`), unit: key === 'wait_min' ? text(state.language, 'unit.min') : textOr(state.language, `unit.${info.unit}`), series: of });
  const row = rowOf(home.run.texts.services[service]?.ids, id);
  const hour = hourOf(state.timeS);
  const values = home.service(service);
  const facts = hourFacts(charts, state);
  if (values !== undefined) {
    const cell = row * 24 + hour;
    facts.push([text(state.language, 'series.share'), `${number(state.language, sharePct(values.carried[cell]!, values.offered[cell]!))} %`]);
  }
  const at = pairs?.siteRow(service, id) ?? -1;
  const differences = at < 0 ? [] : [
    paired(pairs, `offered.${service}`, (of) => at * 24 + of, unit, state, 1, text(state.language, 'series.offered')),
    paired(pairs, `share.${service}`, (of) => at * 24 + of, text(state.language, 'unit.points'), state, 1, text(state.language, 'series.share')),
  ].filter(present);
  return {
    title: siteName(home, service, row),
    subtitle: textOr(state.language, `service.${service}`),
    facts: [...differences.flatMap((one) => one.facts), ...facts],
    charts: [...differences.map((one) => one.chart), ...charts],
    street: null,
  };
}

function zoneDetails(runs: readonly LoadedRun[], names: readonly string[], state: State, id: string, pairs: LoadedPairs | null): Details | null {
  const rows = runs.map((run) => run.run.texts.zones.findIndex((zone) => zone.id === id));
  const first = rows.findIndex((row) => row >= 0);
  if (first < 0) return null;
  const home = runs[first]!;
  const row = rows[first]!;
  const who: PeopleMeasure = state.zones === 'none' || state.zones === 'service' ? 'people' : state.zones;
  const difference = first === 0 ? paired(pairs, who, (hour) => row * 24 + hour, text(state.language, 'unit.person'), state, 60, zonesTitle(who, state.language)) : null;
  const series: Series[] = [];
  for (const [which, run] of runs.entries()) {
    const own = rows[which]!;
    if (own < 0) continue;
    const add = (of: PeopleMeasure, colour: string): void => {
      const cells = run.present(of);
      if (cells === undefined) return;
      const what = of === 'people' || of === 'visitors' ? text(state.language, `series.${of}`) : textOr(state.language, `person.${of.slice('people.'.length)}`);
      series.push({ name: seriesName(names, which, what), values: rowSeries(cells, own).map((minutes) => minutes / 60), colour, dashed: which > 0 });
    };
    add('people', colours[0]);
    add('visitors', colours[1]);
    if (who !== 'people' && who !== 'visitors') add(who, colours[2]);
  }
  const charts: ChartData[] = series.length === 0 ? [] : [{ title: text(state.language, 'series.people'), unit: text(state.language, 'unit.person'), series }];
  return {
    title: home.run.texts.zones[row]!.name,
    subtitle: text(state.language, 'found.zone'),
    facts: [
      ...(difference?.facts ?? []),
      ...hourFacts(charts, state),
      [text(state.language, 'panel.residents'), number(state.language, home.base.residents[row]!)],
      [text(state.language, 'panel.area'), `${number(state.language, home.base.zoneAreaKm2[row]!)} km²`],
    ],
    charts: [difference?.chart ?? null, ...charts].filter(present),
    street: null,
  };
}

// Sums over all roads by hour, for the measure that is shown; undefined until the columns have come.
export function cityMeasure(run: LoadedRun, measure: RoadMeasure, vehicles: string): { key: TextKey; values: number[] } | undefined {
  const { linkCount, lengthM } = run.base;
  const km = (_: number, link: number): number => lengthM[link]! / 1000;
  if (measure === 'walkers') {
    const cells = run.road('walkers');
    return cells && { key: 'series.personKm', values: citySeries(cells, linkCount, km) };
  }
  const volume = run.volume(measure === 'volume' ? vehicles : 'all');
  if (volume === undefined) return undefined;
  if (measure === 'volume') return { key: 'series.vehicleKm', values: citySeries(volume, linkCount, km) };
  if (measure === 'delay') {
    const delay = run.road('delay');
    return delay && { key: 'series.delayHours', values: citySeries(delay, linkCount, (cell) => volume[cell]! / 3600) };
  }
  const speed = run.road('speed');
  if (speed === undefined) return undefined;
  // Of all vehicles: distance over time.
  const distance = citySeries(volume, linkCount, km);
  const inverse = Float32Array.from(speed, (value) => (value > 0 ? 1 / value : Number.NaN));
  const time = citySeries(inverse, linkCount, (cell, link) => (volume[cell]! * lengthM[link]!) / 1000);
  return { key: 'series.meanSpeed', values: distance.map((value, hour) => value / time[hour]!) };
}

function cityDetails(runs: readonly LoadedRun[], names: readonly string[], state: State, sensors: readonly Sensor[]): Details {
  const series: Series[] = [];
  let key: TextKey = 'series.vehicleKm';
  for (const [which, run] of runs.entries()) {
    const one = cityMeasure(run, measureOf(state), state.vehicles);
    if (one === undefined) continue;
    key = one.key;
    series.push({ name: seriesName(names, which, text(state.language, key)), values: one.values, colour: runColours[which]!, dashed: which > 0 });
  }
  const units: Partial<Record<TextKey, string>> = { 'series.vehicleKm': 'km', 'series.delayHours': text(state.language, 'unit.hour'), 'series.personKm': 'km', 'series.meanSpeed': 'km/h' };
  const charts: ChartData[] = series.length === 0 ? [] : [{ title: text(state.language, key), unit: units[key] ?? '', series }];
  return { title: text(state.language, 'panel.city'), subtitle: '', facts: [...nearFacts(sensors, state), ...hourFacts(charts, state)], charts, street: null };
}

// What there is beside the runs themselves.
export interface Beside {
  readonly pairs: LoadedPairs | null;
  readonly observed: Observed | null;
}

// Null: none of the runs has what is selected.
export function detailsOf(runs: readonly LoadedRun[], names: readonly string[], state: State, beside: Beside): Details | null {
  const { observed } = beside;
  const pairs = state.mode === 'difference' ? beside.pairs : null;
  const selection: Selection | null = state.selection;
  switch (selection?.kind) {
    case undefined:
      return cityDetails(runs, names, state, sensorsOf(observed, state.observed));
    case 'link':
      return linkDetails(runs, names, state, selection.id, pairs);
    case 'street':
      return streetDetails(runs, names, state, selection.id, pairs);
    case 'site':
      return siteDetails(runs, names, state, selection.service, selection.id, pairs);
    case 'zone':
      return zoneDetails(runs, names, state, selection.id, pairs);
    case 'sensor': {
      const sensor = sensorOf(observed, selection.id);
      return observed === null || sensor === undefined ? null : sensorDetails(sensor, observed, state);
    }
  }
}

// What the panels beside a map say of it: its legend, and where its values are largest.
import { coloursOfKinds } from '../map/point_painter';
import type { ShownMap } from '../map/shown_map';
import { topRows } from '../model/figures';
import type { Sensor } from '../data/observed';
import { deviationAt, deviationScale } from '../model/observed';
import { arealOpacity, cssColour, faint, noValue, type RoadMeasure } from '../model/scales';
import { hourOf, type Selection, type State } from '../model/state';
import { number, text, textOr } from '../texts';
import { serviceUnit, siteName } from './details';
import { faintRows, roadTitle, scaleRows, shareUnit, zonesTitle, zonesUnit, type LegendBlock, type LegendRow } from './legend';
import { sensorName } from './sensor_details';

export function legendOf(map: ShownMap, state: State): LegendBlock[] {
  const { language } = state;
  const blocks: LegendBlock[] = [];
  if (map.roadsNow !== null && state.roads !== 'none') {
    const rows = scaleRows(map.roadsNow.scale, language);
    blocks.push({ title: roadTitle(state), rows: [...rows, { colour: cssColour(noValue), text: text(language, map.roadsNow.scale.zeroIsNone === true ? 'legend.zero' : 'legend.noValue') }, ...faintRows(map.roadsNow, map.roadsNow.scale, language)] });
  }
  if (map.sitesNow !== null) {
    blocks.push({
      title: state.mode === 'difference' ? text(language, 'legend.change', { what: textOr(language, `service.${state.service}`) }) : textOr(language, `service.${state.service}`),
      rows: [
        ...scaleRows(map.sitesNow.scale, language).map((row) => ({ ...row, text: `${row.text} ${shareUnit(state)}`, round: true })),
        ...faintRows(map.sitesNow, map.sitesNow.scale, language).map((row) => ({ ...row, round: true })),
      ],
      note: text(language, state.mode === 'difference' ? 'legend.sizeDifference' : 'legend.size', { unit: serviceUnit(map.run, state.service, language) }),
    });
  }
  if (map.zonesNow !== null && state.zones !== 'none') {
    const what = `${zonesTitle(state.zones, language)} (${zonesUnit(state)})`;
    blocks.push({ title: state.mode === 'difference' ? text(language, 'legend.change', { what }) : what, rows: [...scaleRows(map.zonesNow.scale, language, arealOpacity), ...faintRows(map.zonesNow, map.zonesNow.scale, language, arealOpacity)] });
  }
  if (map.sensorsNow !== null) blocks.push(sensorBlock(map.sensorsNow.sensors, state));
  if (state.moving) {
    const colours = coloursOfKinds(map.kinds);
    blocks.push({
      title: text(language, 'layers.moving'),
      rows: map.kinds.map((kind, row) => ({ colour: cssColour(colours[row]!), text: textOr(language, `kind.${kind}`), round: true })),
    });
  }
  return blocks;
}

function sensorBlock(sensors: readonly Sensor[], state: State): LegendBlock {
  const { language } = state;
  const kind = sensors[0]!.kind;
  const rows = scaleRows(deviationScale(kind), language).map((row) => ({ ...row, round: true }));
  const doubted: LegendRow[] = sensors.some((sensor) => !sensor.used) ? [{ colour: cssColour(noValue, faint), text: text(language, 'legend.doubted'), round: true }] : [];
  const title = text(language, kind === 'count' ? 'observed.geh' : 'observed.percent', { what: text(language, `observed.${kind}`) });
  return { title, rows: [...rows, ...doubted, { colour: cssColour(noValue), text: text(language, 'legend.noValue'), round: true }], note: text(language, 'observed.sign') };
}

export interface TopRow {
  readonly text: string;
  readonly value: string;
  readonly selection: Selection;
}
export interface TopList {
  readonly title: string;
  readonly empty?: string; // what to say where there is no row
  readonly rows: readonly TopRow[];
}

const topCount = 8;
const looksAt = 300; // links, several of which may be of one street
const fastestKmh = 200; // above every speed: the slowest roads come first

// Values of those that are distinguishable from chance; the others count as having none.
function clearValues(values: ArrayLike<number>, clear: ArrayLike<number> | undefined): ArrayLike<number> {
  return clear === undefined ? values : Float32Array.from(values, (value, row) => (clear[row] === 1 ? value : Number.NaN));
}

function topSensors(sensors: readonly Sensor[], state: State): TopRow[] {
  const hour = hourOf(state.timeS);
  const values = sensors.map((sensor) => (sensor.used ? deviationAt(sensor, hour) : Number.NaN));
  const unit = sensors[0]!.kind === 'count' ? 'GEH' : '%';
  return topRows(values, topCount, Math.abs).map((row) => ({
    text: sensorName(sensors[row]!, state.language),
    value: `${number(state.language, values[row]!, true)} ${unit}`,
    selection: { kind: 'sensor', id: sensors[row]!.key },
  }));
}

function topStreets(map: ShownMap, state: State, measure: RoadMeasure, values: ArrayLike<number>): TopRow[] {
  const { run } = map;
  const signed = state.mode === 'difference';
  const rank = signed ? Math.abs : measure === 'speed' ? (value: number): number => fastestKmh - value : undefined;
  const unit = text(state.language, `roads.${measure}.unit`);
  const seen = new Set<string>();
  return topRows(values, looksAt, rank).flatMap((row) => {
    const street = run.run.texts.streets[run.base.nameRow[row]!] ?? '';
    if (street === '' || seen.has(street) || seen.size >= topCount) return [];
    seen.add(street);
    return [{ text: street, value: `${number(state.language, values[row]!, signed)} ${unit}`, selection: { kind: 'link', id: run.run.texts.link_ids[row]! } as const }];
  });
}

function topSites(map: ShownMap, state: State, size: ArrayLike<number>): TopRow[] {
  const { run } = map;
  const signed = state.mode === 'difference';
  const unit = serviceUnit(run, state.service, state.language);
  return topRows(size, topCount, signed ? Math.abs : undefined).map((row) => ({
    text: siteName(run, state.service, row),
    value: `${number(state.language, size[row]!, signed)} ${unit}`,
    selection: { kind: 'site', service: state.service, id: run.run.texts.services[state.service]!.ids[row]! },
  }));
}

function emptyWords(shown: { readonly clear?: unknown }, state: State): { empty?: string } {
  return shown.clear === undefined ? {} : { empty: text(state.language, 'top.chance') };
}

// Of sensors, else of roads, else of sites; null where none of them is shown.
export function topOf(map: ShownMap, state: State): TopList | null {
  if (map.sensorsNow !== null) return { title: text(state.language, 'observed.top'), rows: topSensors(map.sensorsNow.sensors, state) };
  const signed = state.mode === 'difference';
  const title = text(state.language, signed ? 'top.difference' : state.roads === 'speed' ? 'top.speed' : 'top.title');
  if (map.roadsNow !== null && state.roads !== 'none') return { title, rows: topStreets(map, state, state.roads, clearValues(map.roadsNow.values, map.roadsNow.clear)), ...emptyWords(map.roadsNow, state) };
  if (map.sitesNow !== null) return { title, rows: topSites(map, state, clearValues(map.sitesNow.size, map.sitesNow.clear)), ...emptyWords(map.sitesNow, state) };
  return null;
}

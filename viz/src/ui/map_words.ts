// What the panels beside a map say of it: its legend, and where its values are largest.
import { coloursOfKinds } from '../map/point_painter';
import type { ShownMap } from '../map/shown_map';
import { topRows } from '../model/figures';
import { cssColour, noValue, type RoadMeasure } from '../model/scales';
import type { Selection, State } from '../model/state';
import { number, text, textOr } from '../texts';
import { serviceUnit, siteName } from './details';
import { roadTitle, scaleRows, zonesUnit, type LegendBlock } from './legend';

export function legendOf(map: ShownMap, state: State): LegendBlock[] {
  const { language } = state;
  const blocks: LegendBlock[] = [];
  if (map.roadsNow !== null && state.roads !== 'none') {
    const rows = scaleRows(map.roadsNow.scale, language);
    blocks.push({ title: roadTitle(state), rows: [...rows, { colour: cssColour(noValue), text: text(language, 'legend.noValue') }] });
  }
  if (map.sitesNow !== null) {
    blocks.push({
      title: textOr(language, `service.${state.service}`),
      rows: scaleRows(map.sitesNow.scale, language).map((row) => ({ ...row, text: `${row.text} %`, round: true })),
      note: text(language, state.mode === 'difference' ? 'legend.sizeDifference' : 'legend.size', { unit: serviceUnit(map.run, state.service, language) }),
    });
  }
  if (map.zonesNow !== null && state.zones !== 'none') {
    const what = `${text(language, `zones.${state.zones}`)} (${zonesUnit(state)})`;
    blocks.push({ title: state.mode === 'difference' ? text(language, 'legend.change', { what }) : what, rows: scaleRows(map.zonesNow.scale, language) });
  }
  if (state.moving) {
    const colours = coloursOfKinds(map.kinds);
    blocks.push({
      title: text(language, 'layers.moving'),
      rows: map.kinds.map((kind, row) => ({ colour: cssColour(colours[row]!), text: textOr(language, `kind.${kind}`), round: true })),
    });
  }
  return blocks;
}

export interface TopRow {
  readonly text: string;
  readonly value: string;
  readonly selection: Selection;
}
export interface TopList {
  readonly title: string;
  readonly rows: readonly TopRow[];
}

const topCount = 8;
const looksAt = 300; // links, several of which may be of one street
const fastestKmh = 200; // above every speed: the slowest roads come first

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

function topSites(map: ShownMap, state: State, size: Float32Array): TopRow[] {
  const { run } = map;
  const signed = state.mode === 'difference';
  const unit = serviceUnit(run, state.service, state.language);
  return topRows(size, topCount, signed ? Math.abs : undefined).map((row) => ({
    text: siteName(run, state.service, row),
    value: `${number(state.language, size[row]!, signed)} ${unit}`,
    selection: { kind: 'site', service: state.service, id: run.run.texts.services[state.service]!.ids[row]! },
  }));
}

// Of roads, or else of sites; null where neither is shown.
export function topOf(map: ShownMap, state: State): TopList | null {
  const signed = state.mode === 'difference';
  const title = text(state.language, signed ? 'top.difference' : state.roads === 'speed' ? 'top.speed' : 'top.title');
  if (map.roadsNow !== null && state.roads !== 'none') return { title, rows: topStreets(map, state, state.roads, map.roadsNow.values) };
  if (map.sitesNow !== null) return { title, rows: topSites(map, state, map.sitesNow.size) };
  return null;
}

// What colours and sizes mean, in words: the same rows on the page and in pictures.
import type { Language, State, ZoneMeasure } from '../model/state';
import { cssColour, faint, type Scale } from '../model/scales';
import { number, text, textOr } from '../texts';
import { h } from './dom';

export interface LegendRow {
  readonly colour: string;
  readonly text: string;
  readonly round?: boolean;
}

export interface LegendBlock {
  readonly title: string;
  readonly rows: readonly LegendRow[];
  readonly note?: string;
}

export function scaleRows(scale: Scale, language: State['language']): LegendRow[] {
  const signed = scale.bounds[0]! < 0;
  const say = (value: number): string => number(language, value, signed);
  return scale.colours.map((colour, row) => {
    const from = scale.bounds[row - 1];
    const to = scale.bounds[row];
    const words =
      from === undefined
        ? text(language, 'legend.less', { value: say(to!) })
        : to === undefined
          ? text(language, 'legend.more', { value: say(from) })
          : text(language, 'legend.range', { from: say(from), to: say(to) });
    return { colour: cssColour(colour), text: words };
  });
}

// What is drawn faint, where some is.
export function faintRows(shown: { readonly clear?: unknown }, scale: Scale, language: State['language']): LegendRow[] {
  if (shown.clear === undefined) return [];
  return [{ colour: cssColour(scale.colours[scale.colours.length - 1]!, faint), text: text(language, 'legend.faint') }];
}

export function roadTitle(state: State): string {
  if (state.roads === 'none') return '';
  const vehicles = state.roads === 'volume' && state.vehicles !== 'all' ? `, ${textOr(state.language, `kind.${state.vehicles}`)}` : '';
  const what = `${text(state.language, `roads.${state.roads}`)}${vehicles} (${text(state.language, `roads.${state.roads}.unit`)})`;
  return state.mode === 'difference' ? text(state.language, 'legend.change', { what }) : what;
}

export function zonesTitle(zones: Exclude<ZoneMeasure, 'none'>, language: Language): string {
  if (zones === 'people' || zones === 'visitors' || zones === 'service') return text(language, `zones.${zones}`);
  return text(language, 'zones.ofClass', { who: textOr(language, `person.${zones.slice('people.'.length)}`) });
}

export function zonesUnit(state: State): string {
  return text(state.language, state.zones === 'service' ? 'zones.share.unit' : 'zones.density.unit');
}

export function drawLegend(blocks: readonly LegendBlock[]): HTMLElement[] {
  return blocks.map((block) => {
    const list = h('ul', { class: 'legend' });
    for (const row of block.rows) {
      const swatch = h('span', { class: row.round ? 'swatch round' : 'swatch', 'aria-hidden': 'true' });
      swatch.style.setProperty('--colour', row.colour);
      list.append(h('li', {}, swatch, row.text));
    }
    return h('div', { class: 'legend-block' }, h('h3', {}, block.title), list, block.note === undefined ? null : h('p', { class: 'note' }, block.note));
  });
}

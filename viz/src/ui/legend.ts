// What colours and sizes mean, in words: the same rows on the page and in pictures.
import type { Language, State, ZoneMeasure } from '../model/state';
import { cssColour, unclearColours, type Scale } from '../model/scales';
import { number, text, textOr } from '../texts';
import { h } from './dom';

export interface LegendRow {
  readonly colour: string;
  readonly more?: readonly string[]; // other colours that mean the same
  readonly text: string;
  readonly round?: boolean;
  readonly wide?: boolean; // longer words: below both columns
}

export interface LegendBlock {
  readonly title: string;
  readonly rows: readonly LegendRow[];
  readonly note?: string;
}

export function scaleRows(scale: Scale, language: State['language'], opacity = 1): LegendRow[] {
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
    return { colour: cssColour(colour, opacity), text: words };
  });
}

// What is drawn faint, where some is.
export function faintRows(shown: { readonly clear?: unknown }, scale: Scale, language: State['language'], opacity = 1): LegendRow[] {
  if (shown.clear === undefined) return [];
  const [colour, ...more] = unclearColours(scale).filter((_, row, all) => 2 * row % (all.length - 1) === 0).map((one) => cssColour(one, opacity));
  return [{ colour: colour!, more, text: text(language, 'legend.faint'), wide: true }];
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

// Of carried shares: differences of per cent are points.
export function shareUnit(state: State): string {
  return state.mode === 'difference' ? text(state.language, 'unit.points') : '%';
}

export function zonesUnit(state: State): string {
  if (state.zones !== 'service') return text(state.language, 'zones.density.unit');
  return text(state.language, state.mode === 'difference' ? 'zones.share.points' : 'zones.share.unit');
}

// CSS of colours side by side.
function stripes(colours: readonly string[]): string {
  if (colours.length === 1) return colours[0]!;
  const part = 100 / colours.length;
  return `linear-gradient(to right, ${colours.map((colour, i) => `${colour} ${i * part}% ${(i + 1) * part}%`).join(', ')})`;
}

export function drawLegend(blocks: readonly LegendBlock[]): HTMLElement[] {
  return blocks.map((block) => {
    const list = h('ul', { class: 'legend' });
    for (const row of block.rows) {
      const swatch = h('span', { class: row.round ? 'swatch round' : 'swatch', 'aria-hidden': 'true' });
      swatch.style.setProperty('--colour', stripes([row.colour, ...(row.more ?? [])]));
      list.append(h('li', row.wide === true ? { class: 'wide' } : {}, swatch, row.text));
    }
    return h('div', { class: 'legend-block' }, h('h3', {}, block.title), list, block.note === undefined ? null : h('p', { class: 'note' }, block.note));
  });
}

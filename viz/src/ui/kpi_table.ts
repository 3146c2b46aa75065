// The indicators of the day, of one run or of two with their difference.
import type { Run } from '../data/run';
import { folded } from '../model/search';
import type { Language } from '../model/state';
import { number, text, textOr } from '../texts';
import { h } from './dom';

export function kpiTable(runs: readonly Run[], names: readonly string[], language: Language): HTMLElement {
  const [first, second] = runs;
  const filter = h('input', { type: 'search', id: 'kpi-filter' });
  const head = h('tr', {}, h('th', { scope: 'col' }, text(language, 'kpis.name')), ...names.map((name) => h('th', { scope: 'col' }, name)));
  if (second !== undefined) head.append(h('th', { scope: 'col' }, text(language, 'chart.difference')));
  const body = h('tbody');
  const other = new Map(second?.manifest.kpis.map((kpi) => [kpi.id, kpi.value]));
  for (const kpi of first?.manifest.kpis ?? []) {
    const a = kpi.value ?? Number.NaN;
    const row = h('tr', {}, h('th', { scope: 'row' }, kpi[language], h('small', {}, ` ${textOr(language, `kpiUnit.${kpi.unit}`)}`)), h('td', {}, number(language, a)));
    if (second !== undefined) {
      const b = other.get(kpi.id) ?? Number.NaN;
      const unit = kpi.unit === '%' && a !== b ? h('small', {}, ` ${text(language, 'unit.points')}`) : null;
      row.append(h('td', {}, number(language, b)), h('td', {}, a === b ? '0' : number(language, b - a, true), unit));
    }
    row.dataset.words = folded(`${kpi.vi} ${kpi.en}`);
    body.append(row);
  }
  filter.addEventListener('input', () => {
    const words = folded(filter.value).split(' ');
    for (const row of body.rows) row.hidden = !words.every((word) => (row.dataset.words ?? '').includes(word));
  });
  return h(
    'div',
    {},
    h('div', { class: 'field' }, h('label', { for: 'kpi-filter' }, text(language, 'kpis.filter')), filter),
    h('table', { class: 'kpis' }, h('caption', { class: 'visually-hidden' }, text(language, 'kpis.title')), h('thead', {}, head), body),
  );
}

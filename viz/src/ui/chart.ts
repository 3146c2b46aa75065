// A chart of the day by hour, with the same figures as a table below it, and as CSV.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Language } from '../model/state';
import { number, text } from '../texts';
import { saveFile } from '../export/save';
import { h } from './dom';

export interface Series {
  readonly name: string;
  readonly values: readonly number[];
  readonly colour: string;
  readonly dashed?: boolean;
}

export interface ChartData {
  readonly title: string;
  readonly unit: string;
  readonly series: readonly Series[];
}

// Rows of the table: hour, then each series; with a difference where two series are of two runs.
export function tableRows(data: ChartData, language: Language): string[][] {
  const hours = data.series[0]?.values.length ?? 0;
  return Array.from({ length: hours }, (_, hour) => [
    `${String(hour).padStart(2, '0')}:00`,
    ...data.series.map((one) => number(language, one.values[hour] ?? Number.NaN)),
  ]);
}

// RFC 4180 with a point as decimal sign, whatever the language.
export function csvOf(data: ChartData): string {
  const cell = (value: string): string => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const hours = data.series[0]?.values.length ?? 0;
  const rows = Array.from({ length: hours }, (_, hour) =>
    [String(hour), ...data.series.map((one) => (Number.isFinite(one.values[hour]) ? String(one.values[hour]) : ''))].join(','),
  );
  return `${['hour', ...data.series.map((one) => `${one.name} (${data.unit})`)].map(cell).join(',')}\n${rows.join('\n')}\n`;
}

export class HourChart {
  readonly element: HTMLElement;
  private readonly plot: uPlot;
  private hour = -1;

  constructor(data: ChartData, language: Language, width: number, onHour: (hour: number) => void) {
    const plotBox = h('div', { class: 'plot', 'aria-hidden': 'true' });
    const x = Array.from({ length: data.series[0]?.values.length ?? 24 }, (_, hour) => hour + 0.5);
    this.plot = new uPlot(
      {
        width,
        height: 150,
        padding: [8, 8, 0, 0],
        legend: { show: false },
        cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
        scales: { x: { time: false, range: [0, 24] }, y: { range: (_, least, most) => [Math.min(0, least), most > 0 ? most * 1.08 : 1] } },
        axes: [
          { values: (_, ticks) => ticks.map(String), incrs: [3, 6], size: 26, font: '11px system-ui', grid: { stroke: '#e4e4e0' }, ticks: { show: false }, stroke: '#4a4f55' },
          { values: (_, ticks) => ticks.map((tick) => number(language, tick)), size: 62, font: '11px system-ui', grid: { stroke: '#e4e4e0' }, ticks: { show: false }, stroke: '#4a4f55' },
        ],
        series: [
          {},
          ...data.series.map((one) => ({
            label: one.name,
            stroke: one.colour,
            width: 2,
            ...(one.dashed ? { dash: [6, 4] } : {}),
            points: { show: false },
            spanGaps: false,
          })),
        ],
        hooks: {
          draw: [
            (plot): void => {
              if (this.hour < 0) return;
              const from = plot.valToPos(this.hour, 'x', true);
              const to = plot.valToPos(this.hour + 1, 'x', true);
              plot.ctx.save();
              plot.ctx.fillStyle = 'rgba(34, 96, 95, 0.13)';
              plot.ctx.fillRect(from, plot.bbox.top, to - from, plot.bbox.height);
              plot.ctx.restore();
            },
          ],
        },
      },
      [x, ...data.series.map((one) => one.values.map((value) => (Number.isFinite(value) ? value : null)))] as uPlot.AlignedData,
      plotBox,
    );
    plotBox.addEventListener('click', () => {
      const left = this.plot.cursor.left ?? -1;
      if (left >= 0) onHour(Math.min(23, Math.max(0, Math.floor(this.plot.posToVal(left, 'x')))));
    });
    const keys = h('ul', { class: 'keys' });
    for (const one of data.series) {
      const swatch = h('span', { class: one.dashed ? 'line dashed' : 'line' });
      swatch.style.setProperty('--colour', one.colour);
      keys.append(h('li', {}, swatch, one.name));
    }
    this.element = h(
      'figure',
      { class: 'chart' },
      h('figcaption', {}, `${data.title} (${data.unit})`),
      plotBox,
      data.series.length > 1 ? keys : null,
      this.table(data, language),
    );
  }

  private table(data: ChartData, language: Language): HTMLElement {
    const head = h('tr', {}, h('th', { scope: 'col' }, text(language, 'chart.hour')));
    for (const one of data.series) head.append(h('th', { scope: 'col' }, one.name));
    const body = h('tbody');
    for (const [hour, ...cells] of tableRows(data, language)) {
      body.append(h('tr', {}, h('th', { scope: 'row' }, hour ?? ''), ...cells.map((cell) => h('td', {}, cell))));
    }
    return h(
      'details',
      { class: 'figures' },
      h('summary', {}, text(language, 'chart.table')),
      h('table', {}, h('caption', {}, `${data.title} (${data.unit})`), h('thead', {}, head), body),
      h('button', { type: 'button', class: 'plain', onclick: () => saveFile(new Blob([csvOf(data)], { type: 'text/csv' }), 'halong.csv') }, text(language, 'chart.download')),
    );
  }

  mark(hour: number): void {
    if (hour === this.hour) return;
    this.hour = hour;
    this.plot.redraw(false);
  }

  remove(): void {
    this.plot.destroy();
  }
}

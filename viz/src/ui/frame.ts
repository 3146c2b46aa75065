// Everything on the page but the maps themselves: head, controls, panels and clock. It shows a state and tells what the
// user asks for; it decides nothing.
import { hourOf, type Language, type Mode, type State, type ZoneMeasure } from '../model/state';
import { roadScales } from '../model/scales';
import type { Entry } from '../model/search';
import type { LoadedRun } from '../model/loaded';
import { number, text, textOr } from '../texts';
import { HourChart } from './chart';
import { Bar, Check, Select } from './choices';
import { kindsOf, sensorsOf } from '../model/observed';
import type { Beside, Details, OtherSensor } from './details';
import { h, Slot } from './dom';
import { kpiTable } from './kpi_table';
import { drawLegend, zonesTitle, type LegendBlock } from './legend';
import type { TopList } from './map_words';
import { SearchBox } from './search_box';
import { head, Sheet } from './sheet';
import { Timeline } from './timeline';

export interface FrameEvents {
  change(change: Partial<State>): void;
  seek(timeS: number): void;
  play(): void;
  find(entry: Entry): void;
  zoom(): void;
  png(): void;
  clip(): void;
  link(): void;
  entries(): readonly Entry[];
}

export interface FrameData {
  readonly key: string; // changes when data come
  details(): Details | null;
  legend(): LegendBlock[];
  top(): TopList | null;
  profile(): number[][];
  readonly moving: number;
}

const chartWidthPx = 328;
const statusMs = 6000;

export class Frame {
  private readonly heading = h('h1');
  private readonly modeBar: Bar;
  private readonly languageBar: Bar;
  private readonly note = h('p', { class: 'mode-note' });
  private readonly buttons: Record<'link' | 'png' | 'clip', HTMLButtonElement>;
  private readonly status = h('p', { class: 'status', role: 'status' });
  private readonly skip = h('a', { class: 'skip', href: '#controls' });
  private readonly searchBox: SearchBox;
  private readonly roads: Bar;
  private readonly vehicles: Select;
  private readonly service: Select;
  private readonly zones: Select;
  private readonly moving: Check;
  private readonly gridlock: Check;
  private readonly observed: Select;
  private readonly layersTitle = h('h2');
  private readonly legendTitle = h('h2');
  private readonly legendSlot = new Slot(h('div'));
  private readonly detailsSlot = new Slot(h('section', { class: 'details', id: 'details', 'aria-labelledby': 'details-title' }));
  private readonly topSlot = new Slot(h('section', { class: 'top' }));
  private readonly kpisSlot = new Slot(h('details', { class: 'section', id: 'kpis' }));
  private readonly aboutSlot = new Slot(h('details', { class: 'section' }));
  private readonly timeline: Timeline;
  private readonly boxes: HTMLElement[] = [];
  private readonly canvases: HTMLElement[] = [];
  private readonly mapNames: HTMLElement[] = [];
  private readonly tip = h('div', { class: 'tip', hidden: true, 'aria-hidden': 'true' });
  private readonly mapsBox = h('div', { class: 'maps' });
  readonly sheet: Sheet;
  private charts: HourChart[] = [];
  private statusTimer = 0;
  private profileKey = '';

  constructor(
    page: HTMLElement,
    private readonly runs: readonly LoadedRun[],
    private readonly events: FrameEvents,
    private readonly beside: Beside = { pairs: null, observed: null },
  ) {
    const change = events.change;
    this.modeBar = new Bar((value) => change({ mode: value as Mode }));
    this.languageBar = new Bar((value) => change({ language: value as Language }));
    this.searchBox = new SearchBox(() => events.entries(), (entry) => events.find(entry));
    this.roads = new Bar((value) => change({ roads: value as State['roads'] }));
    this.vehicles = new Select('vehicles', (value) => change({ vehicles: value }));
    this.service = new Select('service', (value) => change({ service: value }));
    this.zones = new Select('zones', (value) => change({ zones: value as ZoneMeasure }));
    this.moving = new Check('moving', (value) => change({ moving: value }));
    this.observed = new Select('observed', (value) => change({ observed: value }));
    this.gridlock = new Check('gridlock', (value) => change({ gridlock: value }));
    this.timeline = new Timeline({ play: events.play, seek: events.seek, speed: (value) => change({ speed: value }) });
    const button = (id: string, act: () => void): HTMLButtonElement => h('button', { type: 'button', id, class: 'plain', onclick: act });
    this.buttons = { link: button('copy-link', events.link), png: button('save-png', events.png), clip: button('save-clip', events.clip) };
    for (let which = 0; which < runs.length; ++which) {
      const canvas = h('div', { class: 'map', id: `map-${which}` });
      const name = h('p', { class: 'map-name' });
      this.canvases.push(canvas);
      this.mapNames.push(name);
      this.boxes.push(h('div', { class: 'map-box' }, canvas, name));
    }
    this.mapsBox.append(...this.boxes, this.tip);
    this.modeBar.element.classList.add('modes');
    this.modeBar.element.hidden = runs.length < 2;
    const main = h('main');
    this.sheet = new Sheet(this.detailsSlot.element, main, this.mapsBox, this.timeline.element);
    page.append(
      this.skip,
      h('header', {}, this.heading, this.languageBar.element, this.modeBar.element, h('div', { class: 'tools' }, ...Object.values(this.buttons))),
      main,
    );
    main.append(
      h('div', { class: 'stage' }, this.mapsBox, this.note, this.status, this.timeline.element),
      h(
        'div',
        { class: 'side', id: 'controls', tabindex: -1 },
        this.searchBox.element,
        h('section', { class: 'layers' }, this.layersTitle, this.roads.element, this.vehicles.element, this.service.element, this.zones.element, this.observed.element, this.moving.element, this.gridlock.element),
        h('section', { class: 'legend-section' }, this.legendTitle, this.legendSlot.element),
        this.detailsSlot.element,
        this.topSlot.element,
        this.kpisSlot.element,
        this.aboutSlot.element,
      ),
    );
    document.addEventListener('keydown', (event) => this.key(event));
  }

  // Space plays and stops wherever nothing else takes it; Escape closes what is selected.
  private key(event: KeyboardEvent): void {
    const target = event.target as HTMLElement;
    if (event.key === 'Escape' && target.closest('#details, .maps') !== null) this.events.change({ selection: null });
    if (event.key !== ' ' || target.closest('input, select, button, summary, a, textarea') !== null) return;
    event.preventDefault();
    this.events.play();
  }

  mapBox(which: number): HTMLElement {
    return this.boxes[which]!;
  }

  mapCanvas(which: number): HTMLElement {
    return this.canvases[which]!;
  }

  // What the runs are called: by option or scenario; where that is the same for both, first by what differs, since narrow places
  // cut what comes last: the folder, or else a number.
  names(language: Language): string[] {
    const names = this.runs.map(({ run }) => {
      const { option } = run.manifest.title;
      const title = (option ?? run.manifest.title)[language] || (option ?? run.manifest.title).en;
      return title || run.name;
    });
    if (names.length !== 2 || names[0] !== names[1]) return names;
    const differ = this.runs[0]!.run.name !== this.runs[1]!.run.name;
    return this.runs.map(({ run }, which) => `${differ ? run.name : which + 1} (${names[which]})`);
  }

  title(state: State): string {
    const names = this.names(state.language);
    const city = this.runs[0]!.run.manifest.city;
    if (state.mode === 'difference') return `${city}. ${text(state.language, 'mode.differenceOf', { first: names[0]!, second: names[1]! })}`;
    if (state.mode === 'both') return `${city}. ${names.join(' | ')}`;
    return `${city}. ${names[state.mode === 'second' ? 1 : 0]}`;
  }

  say(words: string): void {
    this.status.textContent = words;
    window.clearTimeout(this.statusTimer);
    this.statusTimer = window.setTimeout(() => (this.status.textContent = ''), statusMs);
  }

  showRecording(seconds: number | null): void {
    const { language } = this;
    this.buttons.clip.textContent = seconds === null ? text(language, 'share.clip') : text(language, 'share.stop');
    this.buttons.clip.classList.toggle('on', seconds !== null);
    if (seconds !== null) this.say(text(language, 'share.recording', { seconds: String(Math.floor(seconds)) }));
  }

  hideTip(): void {
    this.tip.hidden = true;
  }

  showTip(which: number, x: number, y: number, lines: string[]): void {
    const box = this.boxes[which]!;
    this.tip.replaceChildren(...lines.map((line, row) => h(row === 0 ? 'strong' : 'span', {}, line)));
    this.tip.hidden = false;
    const left = box.offsetLeft + x;
    const isRight = left > this.mapsBox.clientWidth - 240;
    this.tip.style.left = isRight ? 'auto' : `${left + 14}px`;
    this.tip.style.right = isRight ? `${this.mapsBox.clientWidth - left + 14}px` : 'auto';
    this.tip.style.top = `${Math.max(4, y - 12)}px`;
  }

  private language: Language = 'vi';

  show(state: State, data: FrameData): void {
    const { language } = state;
    if (document.documentElement.lang !== language || this.heading.textContent === '') this.speak(state);
    this.language = language;
    this.timeline.show(language, state.timeS, state.playing, state.speed);
    this.timeline.showMoving(state.moving ? text(language, 'time.moving', { count: number(language, data.moving) }) : '');
    const hour = hourOf(state.timeS);
    const view = [language, state.mode, state.roads, state.vehicles, state.service, state.zones, state.moving, state.gridlock, state.observed].join();
    this.controls(state);
    this.legendSlot.show([view, data.key].join(), () => drawLegend(data.legend()));
    const selected = JSON.stringify(state.selection);
    this.showDetails(state, data, [view, data.key, selected].join(), hour);
    this.sheet.show(state.selection === null ? '' : selected);
    this.topSlot.show([view, data.key, hour].join(), () => this.topList(state, data));
    if (this.profileKey !== data.key) {
      this.profileKey = data.key;
      this.timeline.showProfile(data.profile());
    }
  }

  // Words that follow from the language alone.
  private speak(state: State): void {
    const { language } = state;
    document.documentElement.lang = language;
    document.title = `${this.runs[0]!.run.manifest.city}: ${text(language, 'app.title')}`;
    this.skip.textContent = text(language, 'app.skip');
    this.searchBox.speak(language);
    this.layersTitle.textContent = text(language, 'layers.title');
    this.legendTitle.textContent = text(language, 'legend.title');
    this.buttons.link.textContent = text(language, 'share.link');
    this.buttons.png.textContent = text(language, 'share.png');
    this.buttons.clip.textContent = text(language, 'share.clip');
    const names = this.names(language);
    this.canvases.forEach((box, which) => {
      const canvas = box.querySelector('canvas');
      canvas?.setAttribute('aria-label', `${text(language, 'map.first', { name: names[which]! })}. ${text(language, 'map.help')}`);
      for (const [selector, key] of [['.maplibregl-ctrl-zoom-in', 'map.zoomIn'], ['.maplibregl-ctrl-zoom-out', 'map.zoomOut'], ['.maplibregl-ctrl-compass', 'map.north']] as const) {
        const control = box.querySelector(selector);
        control?.setAttribute('aria-label', text(language, key));
        control?.setAttribute('title', text(language, key));
      }
    });
    this.kpisSlot.show(language, () => [h('summary', {}, text(language, 'kpis.title')), kpiTable(this.runs.map((run) => run.run), names, language)]);
    this.aboutSlot.show(language, () => [h('summary', {}, text(language, 'about.title')), ...this.runs.map((run, which) => this.about(run, names[which]!, language))]);
  }

  private controls(state: State): void {
    const { language } = state;
    const names = this.names(language);
    const none = { value: 'none', text: text(language, 'layers.none') };
    this.heading.textContent = this.title(state);
    this.heading.title = this.heading.textContent; // the whole of it, where there is no room
    this.mapNames.forEach((element, which) => {
      const isDifference = state.mode === 'difference'; // drawn on the first map
      element.textContent = isDifference ? text(language, 'mode.differenceOf', { first: names[0]!, second: names[1]! }) : names[which]!;
      element.hidden = state.mode !== 'both' && !(isDifference && which === 0);
    });
    this.modeBar.show(
      text(language, 'mode.label'),
      [{ value: 'first', text: names[0]! }, { value: 'second', text: names[1] ?? '' }, { value: 'both', text: text(language, 'mode.both') }, { value: 'difference', text: text(language, 'mode.difference') }],
      state.mode,
    );
    this.note.textContent = state.mode === 'difference' ? this.differenceNote(state) : '';
    this.languageBar.show(text(language, 'app.language'), [{ value: 'vi', text: 'Tiếng Việt' }, { value: 'en', text: 'English' }], language);
    const measures = Object.keys(roadScales) as (keyof typeof roadScales)[];
    this.roads.show(text(language, 'layers.roads'), [...measures.map((measure) => ({ value: measure, text: text(language, `roads.${measure}`) })), none], state.roads);
    const { manifest } = this.runs[0]!.run;
    this.vehicles.hidden = state.roads !== 'volume';
    this.vehicles.show(text(language, 'layers.vehicles'), [{ value: 'all', text: text(language, 'vehicles.all') }, ...manifest.vehicle_classes.map((kind) => ({ value: kind, text: textOr(language, `kind.${kind}`) }))], state.vehicles);
    const services = [...new Set(this.runs.flatMap((run) => run.run.manifest.services.map((one) => one.id)))];
    this.service.show(text(language, 'layers.services'), [none, ...services.map((id) => ({ value: id, text: textOr(language, `service.${id}`) }))], state.service);
    const zones: ZoneMeasure[] = ['people'];
    if (this.runs.some((run) => run.run.has('zone.present_by_class'))) zones.push('visitors', ...manifest.person_classes.map((name) => `people.${name}` as const));
    if (state.service !== 'none' && this.runs.some((run) => run.run.has(`service.${state.service}.zone_offered`))) zones.push('service');
    this.zones.show(text(language, 'layers.zones'), [none, ...zones.map((value) => ({ value, text: zonesTitle(value as Exclude<ZoneMeasure, 'none'>, language) }))], state.zones);
    this.showObserved(state);
    const hasTracks = this.runs.some((run) => run.run.manifest.tracks !== undefined);
    const withoutTracks = names.filter((_, which) => this.runs[which] !== undefined && this.runs[which].run.manifest.tracks === undefined);
    const aboutTracks = withoutTracks.length === 0 ? '' : hasTracks ? text(language, 'layers.tracksOfOne', { name: withoutTracks.join(', ') }) : text(language, 'layers.noTracks');
    this.moving.show(text(language, 'layers.moving'), state.moving, hasTracks, aboutTracks);
    const rings = this.runs.map((run) => run.run.manifest.gridlock.length);
    this.gridlock.show(text(language, 'layers.gridlock'), state.gridlock, rings.some((count) => count > 0), rings.map((count) => number(language, count)).join(' | '));
  }

  // How sure the differences are.
  private differenceNote(state: State): string {
    const { language } = state;
    const { pairs } = this.beside;
    if (pairs === null) return text(language, 'mode.oneRun');
    const { confidence, false_discovery_rate: rate } = pairs.pairs.manifest;
    const percent = (share: number): string => number(language, Math.round(100 * share));
    const note = text(language, 'mode.pairs', { count: String(pairs.replications), confidence: percent(confidence), rate: percent(rate) });
    const lacks = state.roads === 'volume' && state.vehicles !== 'all' && !pairs.has(`volume.${state.vehicles}`);
    return lacks ? `${note} ${text(language, 'mode.classOneRun')}` : note;
  }

  private showObserved(state: State): void {
    const { language } = state;
    const { observed } = this.beside;
    this.observed.hidden = observed === null;
    if (observed === null) return;
    const kinds = kindsOf(observed);
    const label = observed.day === '' ? text(language, 'layers.observed') : `${text(language, 'layers.observed')} (${observed.day})`;
    const words = (kind: (typeof kinds)[number]): string => `${text(language, `observed.${kind}`)} (${number(language, sensorsOf(observed, kind).length)})`;
    this.observed.show(label, [{ value: 'none', text: text(language, 'layers.none') }, ...kinds.map((kind) => ({ value: kind, text: words(kind) }))], state.observed);
  }

  private showDetails(state: State, data: FrameData, key: string, hour: number): void {
    const { language } = state;
    this.detailsSlot.show(key, () => {
      for (const chart of this.charts) chart.remove();
      this.charts = [];
      const details = data.details();
      const close = state.selection === null ? null : { words: text(language, 'panel.close'), act: () => this.events.change({ selection: null }) };
      if (details === null) return [head(text(language, 'panel.unknown'), close)];
      this.charts = details.charts.map((one) => new HourChart(one, language, chartWidthPx, (at) => this.events.seek(at * 3600)));
      const street = details.street;
      return [
        head(details.title, close),
        details.subtitle === '' ? null : h('p', { class: 'subtitle' }, details.subtitle),
        h('dl', { class: 'facts' }),
        ...this.charts.map((chart) => chart.element),
        ...this.othersList(details.others ?? [], language),
        h(
          'p',
          { class: 'buttons' },
          street === null ? null : h('button', { type: 'button', class: 'plain', onclick: () => this.events.change({ selection: { kind: 'street', id: street } }) }, text(language, 'panel.wholeStreet')),
          state.selection === null ? null : h('button', { type: 'button', class: 'plain', onclick: () => this.events.zoom() }, text(language, 'panel.zoom')),
        ),
      ];
    });
    for (const chart of this.charts) chart.mark(hour);
    const facts = this.detailsSlot.element.querySelector<HTMLElement>('dl.facts');
    if (facts === null || facts.dataset.key === `${key}${hour}`) return;
    facts.dataset.key = `${key}${hour}`;
    const period = text(language, 'panel.now', { hour: String(hour), next: String(hour + 1) });
    facts.replaceChildren(h('dt', { class: 'period' }, period), h('dd', {}, ''), ...(data.details()?.facts ?? []).flatMap(([name, value]) => [h('dt', {}, name), h('dd', {}, value)]));
  }

  // One disc hides another.
  private othersList(others: readonly OtherSensor[], language: Language): Node[] {
    if (others.length === 0) return [];
    const choose = ({ observed, selection }: OtherSensor) => (): void => this.events.change({ observed, selection });
    const list = h('ul', {}, ...others.map((one) => h('li', {}, h('button', { type: 'button', class: 'row', onclick: choose(one) }, one.text))));
    return [h('section', { class: 'others' }, h('h3', {}, text(language, 'observed.others')), list)];
  }

  private topList(state: State, data: FrameData): (Node | null)[] {
    const top = data.top();
    if (top === null) return [];
    if (top.rows.length === 0) return [h('h2', {}, top.title), h('p', { class: 'note' }, top.empty ?? text(state.language, 'top.empty'))];
    const list = h('ol');
    for (const row of top.rows) {
      const choose = (): void => {
        this.events.change({ selection: row.selection });
        this.events.zoom();
      };
      list.append(h('li', {}, h('button', { type: 'button', class: 'row', onclick: choose }, h('span', {}, row.text), h('b', {}, row.value))));
    }
    return [h('h2', {}, top.title), list];
  }

  private about(run: LoadedRun, name: string, language: Language): HTMLElement {
    const { manifest } = run.run;
    const { provenance } = manifest;
    const rows: [string, string][] = [
      [text(language, 'about.software'), provenance.software],
      [text(language, 'about.command'), provenance.command],
      [text(language, 'about.started'), provenance.started_utc],
      [text(language, 'about.seed'), String(provenance.seed)],
      [text(language, 'about.digest'), provenance.digest],
    ];
    return h(
      'div',
      {},
      h('h3', {}, name),
      manifest.schematic ? h('p', { class: 'note' }, text(language, 'app.schematic')) : null,
      provenance.valid ? null : h('p', { class: 'warning' }, text(language, 'app.invalid')),
      manifest.places_found ? null : h('p', { class: 'note' }, text(language, 'about.noPlaces')),
      h('dl', { class: 'facts' }, ...rows.flatMap(([key, value]) => [h('dt', {}, key), h('dd', {}, value)])),
    );
  }
}


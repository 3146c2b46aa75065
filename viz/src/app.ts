// The viewer: the state, the maps and the panels that follow from it.
import type { Base } from './data/base';
import type { Observed } from './data/observed';
import type { Pairs } from './data/pairs';
import type { Run } from './data/run';
import { Clip, clipType } from './export/clip';
import { pngOf, type PictureParts } from './export/picture';
import { saveFile } from './export/save';
import { MapPanel } from './map/panel';
import { ShownMap } from './map/shown_map';
import { LoadedPairs } from './model/compared';
import { extentOf } from './model/extent';
import { fromHash, toHash } from './model/hash';
import { LoadedRun } from './model/loaded';
import { kindsOf } from './model/observed';
import { entryOf, type Entry } from './model/search';
import { matchesOf, type Matches } from './model/shown';
import { clockText, dayS, initialState, Store, type Camera, type Mode, type Selection, type State } from './model/state';
import { text } from './texts';
import { cityMeasure, detailsOf, type Beside } from './ui/details';
import { seriesName } from './ui/sensor_details';
import { Frame } from './ui/frame';
import type { LegendBlock } from './ui/legend';
import { legendOf, topOf } from './ui/map_words';
import { selectionAt, tipOf } from './ui/pointing';

const longestClipS = 30;
const hashDelayMs = 250;
const flightMs = 900;
const placeZoom = 15.5;

export class App {
  private readonly store: Store;
  private readonly runs: LoadedRun[];
  private readonly matches: Matches | null;
  private readonly beside: Beside;
  private readonly maps: (ShownMap | null)[] = [null, null];
  private readonly frame: Frame;
  private version = 0; // grows when data come
  private waits = false; // for the next picture
  private lastMs = 0;
  private hashTimer = 0;
  private clip: Clip | null = null;
  private entries: Entry[] = [];

  constructor(page: HTMLElement, runs: Run[], bases: Base[], pairs: Pairs | null, observed: Observed | null) {
    const tell = (error: Error | null): void => {
      if (error !== null) this.frame.say(text(this.state.language, 'app.failed', { why: error.message }));
      ++this.version;
      this.draw();
    };
    this.runs = runs.map((run, which) => new LoadedRun(run, bases[which]!, tell));
    this.beside = { pairs: pairs === null ? null : new LoadedPairs(pairs, tell), observed };
    this.matches = this.runs.length === 2 ? matchesOf(this.runs[0]!, this.runs[1]!, this.beside.pairs) : null;
    const start: State = { ...initialState, ...this.opening() };
    this.store = new Store(this.allowed({ ...start, ...fromHash(location.hash) }));
    this.frame = new Frame(page, this.runs, {
      change: (change) => this.store.set(change),
      seek: (timeS) => this.store.set({ timeS }),
      play: () => this.store.set({ playing: !this.state.playing }),
      find: (entry) => this.find(entry),
      zoom: () => this.zoomTo(this.state.selection),
      png: () => void this.savePicture(),
      clip: () => void this.record(),
      link: () => void this.copyLink(),
      entries: () => this.entries,
    }, this.beside);
    this.entries = this.searchEntries();
    this.store.listen((state, before) => this.changed(state, before));
    window.addEventListener('hashchange', () => this.readHash());
    window.addEventListener('resize', () => this.draw());
    this.arrangeMaps();
    this.draw();
  }

  private get state(): State {
    return this.store.state;
  }

  // What is shown at first, unless the address says something else.
  private opening(): Partial<State> {
    const mode: Mode = this.runs.length === 2 ? 'difference' : 'first';
    const kind = this.beside.observed === null ? undefined : kindsOf(this.beside.observed)[0];
    return { mode, observed: kind ?? 'none' };
  }

  // What the results at hand allow.
  private allowed(state: State): State {
    const mode: Mode = this.runs.length === 2 ? state.mode : 'first';
    const service = this.runs.some((run) => run.hasService(state.service)) ? state.service : 'none';
    const tracks = this.runs.some((run) => run.run.manifest.tracks !== undefined);
    const zones = state.zones === 'service' && service === 'none' ? 'none' : state.zones;
    const kinds: readonly string[] = this.beside.observed === null ? [] : kindsOf(this.beside.observed);
    const observed = kinds.includes(state.observed) ? state.observed : 'none';
    return { ...state, mode, service, zones, observed, moving: state.moving && tracks };
  }

  private changed(state: State, before: State): void {
    const allowed = this.allowed(state);
    if (allowed.zones !== state.zones || allowed.service !== state.service || allowed.mode !== state.mode || allowed.observed !== state.observed) {
      this.store.set(allowed);
      return;
    }
    if (state.language !== before.language) this.entries = this.searchEntries();
    if (state.mode !== before.mode) this.arrangeMaps();
    if (state.playing && !before.playing) this.lastMs = performance.now();
    if (toHash(state) !== toHash(before)) this.writeHashSoon();
    this.draw();
  }

  private writeHashSoon(): void {
    if (this.hashTimer !== 0) return;
    this.hashTimer = window.setTimeout(() => {
      this.hashTimer = 0;
      history.replaceState(null, '', toHash(this.state));
    }, hashDelayMs);
  }

  private readHash(): void {
    const change = fromHash(location.hash);
    this.store.set({ ...initialState, ...this.opening(), mode: this.state.mode, selection: null, ...change });
    if (change.camera) for (const map of this.maps) map?.panel.follow(change.camera);
  }

  // ---- Maps ----------------------------------------------------------------------------------------

  // Which runs have a map now.
  private shownRuns(): number[] {
    switch (this.state.mode) {
      case 'second':
        return [1];
      case 'both':
        return [0, 1];
      default:
        return [0];
    }
  }

  private firstMap(): ShownMap | null {
    return this.maps[this.shownRuns()[0]!] ?? null;
  }

  private arrangeMaps(): void {
    const shown = this.shownRuns();
    // All first: a map takes the size that its box has when it is made.
    for (let which = 0; which < this.runs.length; ++which) this.frame.mapBox(which).hidden = !shown.includes(which);
    for (const which of shown) this.maps[which] ??= this.makeMap(which);
    requestAnimationFrame(() => {
      for (const which of shown) {
        const map = this.maps[which];
        map?.panel.map.resize();
        if (this.state.camera !== null) map?.panel.follow(this.state.camera);
      }
    });
  }

  private makeMap(which: number): ShownMap {
    const run = this.runs[which]!;
    const { language } = this.state;
    const panel = new MapPanel(
      this.frame.mapCanvas(which),
      run.base,
      this.state.camera,
      {
        'Map.Title': text(language, 'map.first', { name: this.frame.names(language)[which]! }),
        'NavigationControl.ZoomIn': text(language, 'map.zoomIn'),
        'NavigationControl.ZoomOut': text(language, 'map.zoomOut'),
        'NavigationControl.ResetBearing': text(language, 'map.north'),
      },
      {
        moved: (camera, from) => this.cameraMoved(camera, from),
        pointed: (lng, lat, reach, from, x, y) => this.pointed(this.mapOf(from), lng, lat, reach, x, y),
        left: () => this.frame.hideTip(),
        clicked: (lng, lat, reach, from) => this.clicked(this.mapOf(from), lng, lat, reach),
        drawn: () => this.clip?.frame(),
        begun: () => performance.mark('halong-first-picture'),
        complete: () => {
          document.documentElement.dataset.ready = '1';
          performance.mark('halong-whole-picture');
        },
      },
    );
    return new ShownMap(which, run, panel, (error) => {
      if (error !== null) this.frame.say(error.message);
      this.draw();
    });
  }

  private cameraMoved(camera: Camera, from: MapPanel): void {
    for (const map of this.maps) if (map !== null && map.panel !== from) map.panel.follow(camera);
    this.store.set({ camera });
  }

  private mapOf(panel: MapPanel): ShownMap {
    return this.maps.find((map) => map?.panel === panel)!;
  }

  private pointed(map: ShownMap, lng: number, lat: number, reach: number, x: number, y: number): void {
    const found = selectionAt(map, this.state, lng, lat, reach);
    map.panel.canvas().style.cursor = found === null ? '' : 'pointer';
    if (found === null) this.frame.hideTip();
    else this.frame.showTip(map.which, x, y, tipOf(found, map, this.state));
  }

  private clicked(map: ShownMap, lng: number, lat: number, reach: number): void {
    const selection = selectionAt(map, this.state, lng, lat, reach);
    this.store.set({ selection });
    if (selection === null) return;
    this.whenDrawn(() => {
      if (!this.frame.sheet.isOpen()) return;
      this.frame.hideTip(); // the sheet says it
      map.panel.showUncovered(lng, lat, this.frame.sheet.coveredPx(), this.flightMs());
    });
  }

  // ---- Search and selection --------------------------------------------------------------------------

  private searchEntries(): Entry[] {
    const entries: Entry[] = [];
    const { texts } = this.runs[0]!.run;
    texts.streets.forEach((name, row) => name !== '' && entries.push(entryOf('street', row, name)));
    texts.places.forEach((place, row) => entries.push(entryOf('place', row, place.name)));
    texts.zones.forEach((zone, row) => entries.push(entryOf('zone', row, zone.name)));
    this.beside.observed?.sensors.forEach((sensor, row) => entries.push(entryOf('sensor', row, seriesName(sensor, this.state.language))));
    return entries;
  }

  private find(entry: Entry): void {
    const { base, run } = this.runs[0]!;
    if (entry.kind === 'street') {
      this.store.set({ selection: { kind: 'street', id: entry.name } });
    } else if (entry.kind === 'sensor') {
      const sensor = this.beside.observed!.sensors[entry.row]!;
      this.store.set({ observed: sensor.kind, selection: { kind: 'sensor', id: sensor.key } });
    } else if (entry.kind === 'zone') {
      this.store.set({ selection: { kind: 'zone', id: run.texts.zones[entry.row]!.id } });
    } else {
      const place = run.texts.places[entry.row]!;
      // A place at which the chosen service stands is selected there; else the map goes to it.
      const service = Object.entries(run.texts.services).find(([id, of]) => of.names.length > 0 && of.ids.includes(place.id) && (this.state.service === 'none' || id === this.state.service));
      if (service !== undefined && this.state.service === service[0]) {
        this.store.set({ selection: { kind: 'site', service: service[0], id: place.id } });
      }
      this.fly([base.placeLngLat[2 * entry.row]!, base.placeLngLat[2 * entry.row + 1]!], placeZoom);
      return;
    }
    this.zoomTo(this.state.selection);
  }

  // How long the camera flies; people who asked for less motion are there at once.
  private flightMs(): number {
    return matchMedia('(prefers-reduced-motion: reduce)').matches ? 0 : flightMs;
  }

  private fly(center: [number, number], zoom: number): void {
    this.frame.sheet.showMap();
    this.firstMap()?.panel.map.flyTo({ center, zoom, duration: this.flightMs() });
  }

  private zoomTo(selection: Selection | null): void {
    const extent = extentOf(this.runs, selection, this.beside.observed);
    if (extent === null) return;
    this.whenDrawn(() => {
      this.frame.sheet.showMap();
      this.firstMap()?.panel.fit(extent, this.frame.sheet.coveredPx(), this.flightMs());
    });
  }

  // ---- Drawing ---------------------------------------------------------------------------------------

  private draw(): void {
    if (this.waits) return;
    this.waits = true;
    requestAnimationFrame(() => {
      this.waits = false;
      this.picture();
    });
  }

  // After the next picture, which opens or closes the sheet.
  private whenDrawn(act: () => void): void {
    this.draw();
    requestAnimationFrame(act);
  }

  private picture(): void {
    const { state } = this;
    const began = performance.now();
    if (state.playing) {
      const passedS = Math.min(0.25, (began - this.lastMs) / 1000) * state.speed;
      this.lastMs = began;
      this.store.set({ timeS: (state.timeS + passedS) % dayS });
    }
    const scene = { runs: this.runs, matches: this.matches, observed: this.beside.observed, version: this.version };
    const shown = this.shownRuns().map((which) => this.maps[which]!);
    for (const map of shown) map.paint(scene, this.state);
    const tookMs = performance.now() - began;
    this.frame.show(this.state, {
      key: `${this.version}`,
      details: () => detailsOf(this.runs, this.frame.names(this.state.language), this.state, this.beside),
      legend: () => this.legend(),
      top: () => topOf(this.firstMap()!, this.state),
      profile: () => this.runs.map((run) => cityMeasure(run, 'volume', 'all')?.values).filter((values) => values !== undefined),
      moving: shown.reduce((sum, map) => sum + map.moving, 0),
    });
    document.documentElement.dataset.frameMs = tookMs.toFixed(2);
    if (this.clip !== null && this.clip.seconds() > longestClipS) void this.record();
    if (this.clip !== null) this.frame.showRecording(this.clip.seconds());
    if (this.state.playing) this.draw();
  }

  private legend(): LegendBlock[] {
    const map = this.firstMap();
    return map === null ? [] : legendOf(map, this.state);
  }

  // ---- Files and links -----------------------------------------------------------------------------------

  private parts(): PictureParts {
    const { state } = this;
    const names = this.frame.names(state.language);
    return {
      maps: this.shownRuns().map((which) => ({ canvas: this.maps[which]!.panel.canvas(), name: names[which]! })),
      title: this.frame.title(state),
      clock: clockText(state.timeS),
      note: this.runs[0]!.run.manifest.schematic ? text(state.language, 'app.schematic') : '',
      legend: this.legend(),
    };
  }

  private fileName(extension: string): string {
    return `halong-${clockText(this.state.timeS).replace(':', '')}.${extension}`;
  }

  private async savePicture(): Promise<void> {
    const name = this.fileName('png');
    saveFile(await pngOf(this.parts()), name);
    this.frame.say(text(this.state.language, 'share.saved', { name }));
  }

  // Begins a clip, or ends the one that runs.
  private async record(): Promise<void> {
    const { language } = this.state;
    if (this.clip !== null) {
      const { clip } = this;
      this.clip = null;
      this.frame.showRecording(null);
      const name = this.fileName('webm');
      saveFile(await clip.stop(), name);
      this.frame.say(text(language, 'share.saved', { name }));
      return;
    }
    const type = clipType();
    if (type === null) {
      this.frame.say(text(language, 'share.noRecorder'));
      return;
    }
    this.clip = new Clip(type, () => this.parts());
    this.store.set({ playing: true });
  }

  private async copyLink(): Promise<void> {
    history.replaceState(null, '', toHash(this.state));
    try {
      await navigator.clipboard.writeText(location.href);
      this.frame.say(text(this.state.language, 'share.copied'));
    } catch {
      this.frame.say(location.href);
    }
  }
}

// The viewer: the state, the maps and the panels that follow from it.
import type { Base } from './data/base';
import type { Run } from './data/run';
import { Clip, clipType } from './export/clip';
import { pngOf, type PictureParts } from './export/picture';
import { saveFile } from './export/save';
import { MapPanel } from './map/panel';
import { Movers } from './map/movers';
import { toPlane } from './map/plane';
import { coloursOfKinds, MoverPainter, moverScaleAt, paintSites, siteScaleAt } from './map/point_painter';
import { RoadPainter, roadScaleAt, segmentsOf } from './map/road_painter';
import { topRows } from './model/figures';
import { fromHash, toHash } from './model/hash';
import { LoadedRun } from './model/loaded';
import { insideRing, nearestLink, nearestPoint } from './model/nearest';
import { colourOf, noValue } from './model/scales';
import { entryOf, type Entry } from './model/search';
import { matchesOf, roadsShown, sitesShown, zonesShown, type Matches, type SitesShown, type Shown } from './model/shown';
import { clockText, dayS, hourOf, initialState, Store, type Camera, type Mode, type Selection, type State } from './model/state';
import { number, text, textOr } from './texts';
import { cityMeasure, detailsOf, siteName, streetLinks } from './ui/details';
import { Frame } from './ui/frame';
import { cssColour, roadTitle, scaleRows, type LegendBlock } from './ui/legend';

const longestClipS = 30;
const hashDelayMs = 250;

// One map with what is painted on it, kept while nothing changes.
interface MapOfRun {
  readonly which: number;
  readonly panel: MapPanel;
  readonly roadPainter: RoadPainter;
  readonly movers: Movers;
  readonly moverPainter: MoverPainter;
  roadsKey: string;
  roadsNow: Shown | null;
  sitesKey: string;
  sitesNow: SitesShown | null;
  zonesKey: string;
  zonesNow: Shown | null;
  selectedKey: string;
  gridlockKey: string;
}

export class App {
  private readonly store: Store;
  private readonly runs: LoadedRun[];
  private readonly matches: Matches | null;
  private readonly maps: (MapOfRun | null)[] = [null, null];
  private readonly frame: Frame;
  private version = 0; // grows when data come
  private waits = false; // for the next picture
  private lastMs = 0;
  private hashTimer = 0;
  private clip: Clip | null = null;
  private entries: Entry[] = [];
  private movingCount = new Map<number, number>();

  constructor(page: HTMLElement, runs: Run[], bases: Base[]) {
    const tell = (error: Error | null): void => {
      if (error !== null) this.frame.say(text(this.state.language, 'app.failed', { why: error.message }));
      ++this.version;
      this.draw();
    };
    this.runs = runs.map((run, which) => new LoadedRun(run, bases[which]!, tell));
    this.matches = this.runs.length === 2 ? matchesOf(this.runs[0]!, this.runs[1]!) : null;
    const start: State = { ...initialState, mode: this.runs.length === 2 ? 'difference' : 'first' };
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
    });
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

  // What the results at hand allow.
  private allowed(state: State): State {
    const mode: Mode = this.runs.length === 2 ? state.mode : 'first';
    const service = this.runs.some((run) => run.hasService(state.service)) ? state.service : 'none';
    const tracks = this.runs.some((run) => run.run.manifest.tracks !== undefined);
    const zones = state.zones === 'service' && service === 'none' ? 'none' : state.zones;
    return { ...state, mode, service, zones, moving: state.moving && tracks };
  }

  private changed(state: State, before: State): void {
    const allowed = this.allowed(state);
    if (allowed.zones !== state.zones || allowed.service !== state.service || allowed.mode !== state.mode) {
      this.store.set(allowed);
      return;
    }
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
    this.store.set({ ...initialState, mode: this.state.mode, selection: null, ...change });
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

  private makeMap(which: number): MapOfRun {
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
        pointed: (lng, lat, reach, from, x, y) => this.pointed(lng, lat, reach, from, x, y),
        left: () => this.frame.hideTip(),
        clicked: (lng, lat, reach, from) => this.store.set({ selection: this.hit(lng, lat, reach, from) }),
        drawn: () => this.clip?.frame(),
      },
    );
    panel.map.once('idle', () => {
      document.documentElement.dataset.ready = '1';
      performance.mark('halong-first-picture');
    });
    const movers = new Movers(run.run, run.base, panel.origin, (error) => {
      if (error !== null) this.frame.say(error.message);
      this.draw();
    });
    const roadPainter = new RoadPainter(run.base, panel.origin);
    panel.roads.setSegments(roadPainter.segments);
    return {
      which,
      panel,
      roadPainter,
      movers,
      moverPainter: new MoverPainter(movers.kinds),
      roadsKey: '',
      roadsNow: null,
      sitesKey: '',
      sitesNow: null,
      zonesKey: '',
      zonesNow: null,
      selectedKey: '',
      gridlockKey: '',
    };
  }

  private cameraMoved(camera: Camera, from: MapPanel): void {
    for (const map of this.maps) if (map !== null && map.panel !== from) map.panel.follow(camera);
    this.store.set({ camera });
  }

  private mapOf(panel: MapPanel): MapOfRun {
    return this.maps.find((map) => map?.panel === panel)!;
  }

  // ---- Pointing ------------------------------------------------------------------------------------

  private hit(lng: number, lat: number, reach: number, panel: MapPanel): Selection | null {
    const map = this.mapOf(panel);
    const run = this.runs[map.which]!;
    if (map.sitesNow !== null) {
      const site = nearestPoint(map.sitesNow.service.lngLat, lng, lat, reach * 1.2);
      if (site !== null) return { kind: 'site', service: this.state.service, id: run.run.texts.services[this.state.service]!.ids[site.row]! };
    }
    if (this.state.roads !== 'none') {
      const link = nearestLink(run.base.start, run.base.lngLat, lng, lat, reach);
      if (link !== null) return { kind: 'link', id: run.run.texts.link_ids[link.row]! };
    }
    const { ringStart, ringLngLat, ringZone, ringIsHole } = run.base;
    for (let ring = 0; ring < ringZone.length && this.state.zones !== 'none'; ++ring) {
      if (ringIsHole[ring] || !insideRing(ringLngLat, ringStart[ring]!, ringStart[ring + 1]!, lng, lat)) continue;
      return { kind: 'zone', id: run.run.texts.zones[ringZone[ring]!]!.id };
    }
    return null;
  }

  private pointed(lng: number, lat: number, reach: number, panel: MapPanel, x: number, y: number): void {
    const found = this.hit(lng, lat, reach, panel);
    panel.canvas().style.cursor = found === null ? '' : 'pointer';
    if (found === null) this.frame.hideTip();
    else this.frame.showTip(this.mapOf(panel).which, x, y, this.tipOf(found, this.mapOf(panel)));
  }

  private tipOf(found: Selection, map: MapOfRun): string[] {
    const run = this.runs[map.which]!;
    const { language } = this.state;
    const signed = this.state.mode === 'difference';
    if (found.kind === 'link') {
      const row = run.run.texts.link_ids.indexOf(found.id);
      const street = run.run.texts.streets[run.base.nameRow[row]!] ?? '';
      const lines = [street === '' ? text(language, 'panel.namelessRoad') : street];
      const value = map.roadsNow?.values[row];
      if (value !== undefined && this.state.roads !== 'none') lines.push(`${roadTitle(this.state)}: ${number(language, value, signed)}`);
      return lines;
    }
    if (found.kind === 'site') {
      const row = run.run.texts.services[found.service]!.ids.indexOf(found.id);
      const unit = textOr(language, `unit.${run.run.manifest.services.find((one) => one.id === found.service)?.unit ?? ''}`);
      return [
        siteName(run, found.service, row),
        `${text(language, 'series.offered')}: ${number(language, map.sitesNow?.size[row] ?? Number.NaN, signed)} ${unit}`,
        `${text(language, 'series.share')}: ${number(language, map.sitesNow?.colour[row] ?? Number.NaN, signed)} %`,
      ];
    }
    const row = run.run.texts.zones.findIndex((zone) => zone.id === found.id);
    const unit = text(language, this.state.zones === 'service' ? 'zones.share.unit' : 'zones.density.unit');
    return [run.run.texts.zones[row]?.name ?? '', `${number(language, map.zonesNow?.values[row] ?? Number.NaN, signed)} ${unit}`];
  }

  // ---- Search and selection --------------------------------------------------------------------------

  private searchEntries(): Entry[] {
    const entries: Entry[] = [];
    const { texts } = this.runs[0]!.run;
    texts.streets.forEach((name, row) => name !== '' && entries.push(entryOf('street', row, name)));
    texts.places.forEach((place, row) => entries.push(entryOf('place', row, place.name)));
    texts.zones.forEach((zone, row) => entries.push(entryOf('zone', row, zone.name)));
    return entries;
  }

  private find(entry: Entry): void {
    const { base, run } = this.runs[0]!;
    if (entry.kind === 'street') {
      this.store.set({ selection: { kind: 'street', id: entry.name } });
    } else if (entry.kind === 'zone') {
      this.store.set({ selection: { kind: 'zone', id: run.texts.zones[entry.row]!.id } });
    } else {
      const place = run.texts.places[entry.row]!;
      // A place at which the chosen service stands is selected there; else the map goes to it.
      const service = Object.entries(run.texts.services).find(([id, of]) => of.names.length > 0 && of.ids.includes(place.id) && (this.state.service === 'none' || id === this.state.service));
      if (service !== undefined && this.state.service === service[0]) {
        this.store.set({ selection: { kind: 'site', service: service[0], id: place.id } });
      }
      this.fly([base.placeLngLat[2 * entry.row]!, base.placeLngLat[2 * entry.row + 1]!], 15.5);
      return;
    }
    this.zoomTo(this.state.selection);
  }

  private fly(centre: [number, number], zoom: number): void {
    const map = this.maps[this.shownRuns()[0]!];
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (calm) map?.panel.map.jumpTo({ center: centre, zoom });
    else map?.panel.map.flyTo({ center: centre, zoom, duration: 900 });
  }

  private zoomTo(selection: Selection | null): void {
    const points = this.pointsOf(selection);
    const map = this.maps[this.shownRuns()[0]!];
    if (points.length === 0 || map === null || map === undefined) return;
    let [west, south, east, north] = [180, 90, -180, -90];
    for (let i = 0; i < points.length; i += 2) {
      west = Math.min(west, points[i]!);
      east = Math.max(east, points[i]!);
      south = Math.min(south, points[i + 1]!);
      north = Math.max(north, points[i + 1]!);
    }
    const calm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    map.panel.map.fitBounds([[west, south], [east, north]], { padding: 60, maxZoom: 16, duration: calm ? 0 : 900 });
  }

  private pointsOf(selection: Selection | null): number[] {
    if (selection === null) return [];
    for (const run of this.runs) {
      const { base } = run;
      const links = this.linksOf(run, selection);
      if (links.length > 0) return links.flatMap((link) => Array.from(base.lngLat.subarray(2 * base.start[link]!, 2 * base.start[link + 1]!)));
      if (selection.kind === 'site') {
        const row = run.run.texts.services[selection.service]?.ids.indexOf(selection.id) ?? -1;
        const lngLat = run.service(selection.service)?.lngLat;
        if (row >= 0 && lngLat !== undefined) return [lngLat[2 * row]!, lngLat[2 * row + 1]!];
      }
      if (selection.kind === 'zone') {
        const zone = run.run.texts.zones.findIndex((one) => one.id === selection.id);
        const points: number[] = [];
        base.ringZone.forEach((of, ring) => {
          if (of === zone) points.push(...base.ringLngLat.subarray(2 * base.ringStart[ring]!, 2 * base.ringStart[ring + 1]!));
        });
        if (points.length > 0) return points;
      }
    }
    return [];
  }

  private linksOf(run: LoadedRun, selection: Selection): number[] {
    if (selection.kind === 'street') return streetLinks(run, selection.id);
    if (selection.kind !== 'link') return [];
    const row = run.run.texts.link_ids.indexOf(selection.id);
    return row < 0 ? [] : [row];
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

  private picture(): void {
    const { state } = this;
    const began = performance.now();
    if (state.playing) {
      const passedS = Math.min(0.25, (began - this.lastMs) / 1000) * state.speed;
      this.lastMs = began;
      this.store.set({ timeS: (state.timeS + passedS) % dayS });
    }
    for (const which of this.shownRuns()) this.paint(this.maps[which]!);
    const tookMs = performance.now() - began;
    this.frame.show(this.state, {
      key: `${this.version}`,
      details: () => detailsOf(this.runs, this.frame.names(this.state.language), this.state),
      legend: () => this.legend(),
      top: () => this.top(),
      profile: () => this.runs.map((run) => cityMeasure(run, 'volume', 'all')?.values).filter((values) => values !== undefined),
      moving: [...this.movingCount.values()].reduce((sum, count) => sum + count, 0),
    });
    document.documentElement.dataset.frameMs = tookMs.toFixed(2);
    if (this.clip !== null && this.clip.seconds() > longestClipS) void this.record();
    if (this.clip !== null) this.frame.showRecording(this.clip.seconds());
    if (this.state.playing) this.draw();
  }

  private paint(map: MapOfRun): void {
    const { state } = this;
    const hour = hourOf(state.timeS);
    const { which } = map;
    const run = this.runs[which]!;
    const zoom = map.panel.map.getZoom();
    const roadsKey = [this.version, state.mode, state.roads, state.vehicles, hour].join();
    if (roadsKey !== map.roadsKey) {
      map.roadsKey = roadsKey;
      map.roadsNow = roadsShown(this.runs, which, state, hour, this.matches);
      const { widths, colours } = map.roadPainter.paint(map.roadsNow?.values ?? null, map.roadsNow?.scale ?? null);
      map.panel.roads.setStyle(widths, colours);
    }
    const sitesKey = [this.version, state.mode, state.service, hour].join();
    if (sitesKey !== map.sitesKey) {
      map.sitesKey = sitesKey;
      map.sitesNow = sitesShown(this.runs, which, state, hour, this.matches);
      this.paintSites(map);
    }
    const zonesKey = [this.version, state.mode, state.zones, state.service, hour].join();
    if (zonesKey !== map.zonesKey) {
      map.zonesKey = zonesKey;
      map.zonesNow = zonesShown(this.runs, which, state, hour, this.matches);
      const now = map.zonesNow;
      map.panel.colourZones(Array.from({ length: run.run.manifest.zones }, (_, zone) => {
        const value = now?.values[zone];
        return now === null || value === undefined || Number.isNaN(value) ? null : cssColour(colourOf(now.scale, value));
      }));
    }
    this.paintSelection(map, run);
    this.paintGridlock(map, run);
    this.paintMovers(map);
    map.panel.roads.scale = roadScaleAt(zoom);
    map.panel.selected.scale = roadScaleAt(zoom);
    map.panel.movers.scale = moverScaleAt(zoom);
    map.panel.sites.scale = siteScaleAt(zoom);
    map.panel.sites.leastPx = 2.8;
  }

  private paintSites(map: MapOfRun): void {
    const now = map.sitesNow;
    if (now === null) {
      map.panel.sites.setPoints(0, new Float32Array(0), new Float32Array(0), new Uint8Array(0));
      return;
    }
    const { radii, colours } = paintSites(now.size, now.colour, now.greatest, now.scale);
    map.panel.sites.setPoints(radii.length, toPlane(now.service.lngLat, map.panel.origin), radii, colours);
  }

  // A dark casing round links, a ring round a site.
  private paintSelection(map: MapOfRun, run: LoadedRun): void {
    const { selection } = this.state;
    const key = `${this.version} ${JSON.stringify(selection)}`;
    if (key === map.selectedKey) return;
    map.selectedKey = key;
    const links = selection === null ? [] : this.linksOf(run, selection);
    this.showLinks(map.panel.selected, run, links, [20, 20, 20], 8, map);
    const site = selection?.kind === 'site' ? selection : null;
    const row = site === null ? -1 : (run.run.texts.services[site.service]?.ids.indexOf(site.id) ?? -1);
    const lngLat = site === null ? undefined : run.service(site.service)?.lngLat;
    const shown = row >= 0 && lngLat !== undefined;
    const place = shown ? toPlane(lngLat.subarray(2 * row, 2 * row + 2), map.panel.origin) : new Float32Array(2);
    map.panel.ring.setPoints(shown ? 1 : 0, place, Float32Array.of(15), Uint8Array.of(0, 0, 0, 0));
  }

  private paintGridlock(map: MapOfRun, run: LoadedRun): void {
    const now = this.state.timeS;
    const rings = this.state.gridlock ? run.run.manifest.gridlock : [];
    const links = rings.filter((ring) => ring.first_s <= now && now <= ring.last_s + 60).flatMap((ring) => ring.links);
    const key = links.join();
    if (key === map.gridlockKey) return;
    map.gridlockKey = key;
    this.showLinks(map.panel.gridlock, run, links, [178, 0, 90], 7, map);
  }

  private showLinks(layer: MapPanel['roads'], run: LoadedRun, links: readonly number[], colour: readonly number[], width: number, map: MapOfRun): void {
    const segments = segmentsOf(run.base, links, map.panel.origin);
    const count = segments.length / 4;
    layer.setSegments(segments);
    layer.setStyle(new Float32Array(count).fill(width), Uint8Array.from({ length: 4 * count }, (_, i) => (i % 4 === 3 ? 255 : colour[i % 4]!)));
  }

  private paintMovers(map: MapOfRun): void {
    const { which, moverPainter } = map;
    const positions = this.state.moving ? map.movers.at(this.state.timeS) : null;
    if (positions === null) {
      if (this.movingCount.delete(which)) map.panel.movers.setPoints(0, new Float32Array(0), new Float32Array(0), new Uint8Array(0));
      return;
    }
    this.movingCount.set(which, positions.count);
    moverPainter.paint(positions.count, positions.kind);
    map.panel.movers.setPoints(positions.count, positions.xy, moverPainter.radii, moverPainter.colours);
  }

  // ---- What the panels say -----------------------------------------------------------------------------

  private legend(): LegendBlock[] {
    const { state } = this;
    const { language } = state;
    const map = this.maps[this.shownRuns()[0]!];
    const blocks: LegendBlock[] = [];
    if (map === null || map === undefined) return blocks;
    if (map.roadsNow !== null && state.roads !== 'none') {
      const rows = scaleRows(map.roadsNow.scale, language);
      blocks.push({ title: roadTitle(state), rows: [...rows, { colour: cssColour(noValue), text: text(language, 'legend.noValue') }] });
    }
    if (map.sitesNow !== null) {
      const unit = textOr(language, `unit.${this.runs[map.which]!.run.manifest.services.find((one) => one.id === state.service)?.unit ?? ''}`);
      blocks.push({
        title: textOr(language, `service.${state.service}`),
        rows: scaleRows(map.sitesNow.scale, language).map((row) => ({ ...row, text: `${row.text} %`, round: true })),
        note: text(language, state.mode === 'difference' ? 'legend.sizeDifference' : 'legend.size', { unit }),
      });
    }
    if (map.zonesNow !== null && state.zones !== 'none') {
      const unit = text(language, state.zones === 'service' ? 'zones.share.unit' : 'zones.density.unit');
      const what = `${text(language, `zones.${state.zones}`)} (${unit})`;
      blocks.push({ title: state.mode === 'difference' ? text(language, 'legend.change', { what }) : what, rows: scaleRows(map.zonesNow.scale, language) });
    }
    if (state.moving) {
      const { kinds } = map.movers;
      const colours = coloursOfKinds(kinds);
      blocks.push({ title: text(language, 'layers.moving'), rows: kinds.map((kind, row) => ({ colour: cssColour(colours[row]!), text: textOr(language, `kind.${kind}`), round: true })) });
    }
    return blocks;
  }

  private top(): { title: string; rows: { text: string; value: string; selection: Selection }[] } | null {
    const { state } = this;
    const { language } = state;
    const map = this.maps[this.shownRuns()[0]!];
    if (map === null || map === undefined) return null;
    const run = this.runs[map.which]!;
    const signed = state.mode === 'difference';
    const title = text(language, signed ? 'top.difference' : state.roads === 'speed' ? 'top.speed' : 'top.title');
    if (map.roadsNow !== null && state.roads !== 'none') {
      const rank = signed ? Math.abs : state.roads === 'speed' ? (value: number): number => 200 - value : undefined;
      const unit = text(language, `roads.${state.roads}.unit`);
      const seen = new Set<string>();
      const rows = topRows(map.roadsNow.values, 300, rank).flatMap((row) => {
        const street = run.run.texts.streets[run.base.nameRow[row]!] ?? '';
        if (street === '' || seen.has(street) || seen.size >= 8) return [];
        seen.add(street);
        return [{ text: street, value: `${number(language, map.roadsNow!.values[row]!, signed)} ${unit}`, selection: { kind: 'link', id: run.run.texts.link_ids[row]! } as Selection }];
      });
      return { title, rows };
    }
    if (map.sitesNow !== null) {
      const unit = textOr(language, `unit.${run.run.manifest.services.find((one) => one.id === state.service)?.unit ?? ''}`);
      const rows = topRows(map.sitesNow.size, 8, signed ? Math.abs : undefined).map((row) => ({
        text: siteName(run, state.service, row),
        value: `${number(language, map.sitesNow!.size[row]!, signed)} ${unit}`,
        selection: { kind: 'site', service: state.service, id: run.run.texts.services[state.service]!.ids[row]! } as Selection,
      }));
      return { title, rows };
    }
    return null;
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

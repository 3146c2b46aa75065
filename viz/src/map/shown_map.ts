// One map with what is painted on it: each layer is painted anew only when what it shows has changed.
import type { LoadedRun } from '../model/loaded';
import { linksOf, sensorLngLat, siteLngLat } from '../model/extent';
import type { Observed, Sensor } from '../data/observed';
import { deviationAt, deviationScale, sensorOf, sensorsOf } from '../model/observed';
import { classOf, colourOf, cssColour, faint, unclearColours } from '../model/scales';
import { roadsShown, sitesShown, zonesShown, type Matches, type Shown, type SitesShown } from '../model/shown';
import { hourOf, type State } from '../model/state';
import type { LineLayer } from './line_layer';
import { Movers } from './movers';
import type { MapPanel } from './panel';
import { toPlane } from './plane';
import { MoverPainter, moverScaleAt, paintSites, siteScaleAt } from './point_painter';
import { RoadPainter, roadScaleAt, segmentsOf } from './road_painter';

// What all maps are painted from.
export interface Scene {
  readonly runs: readonly LoadedRun[];
  readonly matches: Matches | null;
  readonly observed: Observed | null;
  readonly version: number; // grows when data come
}

const selectionColour = [20, 20, 20];
const selectionWidth = 8;
const selectionInside = 5.5;
const ringRadius = 15;
const gridlockColour = [178, 0, 90];
const gridlockWidth = 7;
const leastSitePx = 2.8;
const sensorRadius = 6.5;
const gridlockStaysS = 60; // a ring is shown for so long after it was last seen

export class ShownMap {
  roadsNow: Shown | null = null;
  sitesNow: SitesShown | null = null;
  zonesNow: Shown | null = null;
  sensorsNow: { readonly sensors: readonly Sensor[]; readonly lngLat: Float64Array } | null = null;
  moving = 0; // how many movers are drawn
  private readonly roadPainter: RoadPainter;
  private readonly movers: Movers;
  private readonly moverPainter: MoverPainter;
  private readonly keys = new Map<string, string>(); // of what each layer shows

  constructor(
    readonly which: number,
    readonly run: LoadedRun,
    readonly panel: MapPanel,
    tell: (error: Error | null) => void,
  ) {
    this.roadPainter = new RoadPainter(run.base, panel.origin);
    panel.roads.setSegments(this.roadPainter.segments);
    panel.casings.setSegments(this.roadPainter.segments);
    this.movers = new Movers(run.run, run.base, panel.origin, tell);
    this.moverPainter = new MoverPainter(this.movers.kinds);
  }

  get kinds(): readonly string[] {
    return this.movers.kinds;
  }

  paint(scene: Scene, state: State): void {
    const hour = hourOf(state.timeS);
    this.paintRoads(scene, state, hour);
    this.paintSites(scene, state, hour);
    this.paintZones(scene, state, hour);
    this.paintSensors(scene, state, hour);
    this.paintSelection(scene, state);
    this.paintGridlock(state);
    this.paintMovers(state);
    const zoom = this.panel.map.getZoom();
    this.panel.roads.scale = roadScaleAt(zoom);
    this.panel.casings.scale = roadScaleAt(zoom);
    this.panel.selected.scale = roadScaleAt(zoom);
    this.panel.movers.scale = moverScaleAt(zoom);
    this.panel.sites.scale = siteScaleAt(zoom);
    this.panel.sites.leastPx = leastSitePx;
    this.panel.sensors.scale = Math.max(0.75, moverScaleAt(zoom));
  }

  // Whether a layer shows something else than before.
  private isNew(layer: string, ...of: unknown[]): boolean {
    const key = JSON.stringify(of);
    if (this.keys.get(layer) === key) return false;
    this.keys.set(layer, key);
    return true;
  }

  private paintRoads(scene: Scene, state: State, hour: number): void {
    const onZones = state.zones !== 'none';
    if (!this.isNew('roads', scene.version, state.mode, state.roads, state.vehicles, hour, onZones)) return;
    this.roadsNow = roadsShown(scene.runs, this.which, state, hour, scene.matches);
    const painted = this.roadPainter.paint(this.roadsNow?.values ?? null, this.roadsNow?.scale ?? null, this.roadsNow?.clear);
    this.panel.roads.setStyle(painted.widths, painted.colours);
    const casings = onZones ? this.roadPainter.casings(painted) : { widths: new Float32Array(0), colours: new Uint8Array(0) };
    this.panel.casings.setStyle(casings.widths, casings.colours);
  }

  private paintSites(scene: Scene, state: State, hour: number): void {
    if (!this.isNew('sites', scene.version, state.mode, state.service, hour)) return;
    this.sitesNow = sitesShown(scene.runs, this.which, state, hour, scene.matches);
    const now = this.sitesNow;
    if (now === null) {
      this.panel.sites.clear();
      return;
    }
    const { radii, colours } = paintSites(now.size, now.colour, now.greatest, now.scale, now.clear);
    this.panel.sites.setPoints(radii.length, toPlane(now.service.lngLat, this.panel.origin), radii, colours);
  }

  private paintZones(scene: Scene, state: State, hour: number): void {
    if (!this.isNew('zones', scene.version, state.mode, state.zones, state.service, hour)) return;
    this.zonesNow = zonesShown(scene.runs, this.which, state, hour, scene.matches);
    const now = this.zonesNow;
    const unclear = now?.clear === undefined ? [] : unclearColours(now.scale);
    this.panel.colourZones(Array.from({ length: this.run.run.manifest.zones }, (_, zone) => {
      const value = now?.values[zone];
      if (now === null || value === undefined || Number.isNaN(value)) return null;
      return cssColour(now.clear?.[zone] === 0 ? unclear[classOf(now.scale, value)]! : colourOf(now.scale, value));
    }));
  }

  // What was observed stands beside the first run; discs of one size, coloured by how far it is from what was simulated.
  private paintSensors(scene: Scene, state: State, hour: number): void {
    if (!this.isNew('sensors', scene.version, state.mode, state.observed, hour)) return;
    const isShown = scene.observed !== null && this.which === 0 && state.mode !== 'difference';
    // Those farthest off lie on top.
    const rank = (sensor: Sensor): number => (sensor.used ? Math.abs(deviationAt(sensor, hour)) || 0 : -1);
    const sensors = isShown ? sensorsOf(scene.observed, state.observed).sort((a, b) => rank(a) - rank(b)) : [];
    if (sensors.length === 0) {
      this.sensorsNow = null;
      this.panel.sensors.clear();
      return;
    }
    const lngLat = Float64Array.from(sensors.flatMap((sensor) => [...sensorLngLat(this.run, sensor)]));
    const colours = new Uint8Array(4 * sensors.length);
    sensors.forEach((sensor, row) => {
      const [red, green, blue] = colourOf(deviationScale(sensor.kind), deviationAt(sensor, hour));
      colours.set([red, green, blue, sensor.used ? 255 : 255 * faint], 4 * row);
    });
    this.sensorsNow = { sensors, lngLat };
    this.panel.sensors.setPoints(sensors.length, toPlane(lngLat, this.panel.origin), new Float32Array(sensors.length).fill(sensorRadius), colours);
  }

  // A dark casing round links, a ring round a site.
  private paintSelection(scene: Scene, state: State): void {
    const { selection } = state;
    if (!this.isNew('selection', scene.version, selection)) return;
    const sensor = selection?.kind === 'sensor' ? sensorOf(scene.observed, selection.id) : undefined;
    const links = sensor !== undefined ? sensor.links.flatMap((id) => linksOf(this.run, { kind: 'link', id })) : selection === null ? [] : linksOf(this.run, selection);
    this.showSelected(links);
    const site = sensor !== undefined ? Float64Array.from(sensorLngLat(this.run, sensor)) : siteLngLat(this.run, selection);
    if (site === null) this.panel.ring.clear();
    else this.panel.ring.setPoints(1, toPlane(site, this.panel.origin), Float32Array.of(ringRadius), Uint8Array.of(0, 0, 0, 0));
  }

  private paintGridlock(state: State): void {
    const rings = state.gridlock ? this.run.run.manifest.gridlock : [];
    const links = rings.filter((ring) => ring.first_s <= state.timeS && state.timeS <= ring.last_s + gridlockStaysS).flatMap((ring) => ring.links);
    if (this.isNew('gridlock', links)) this.showLinks(this.panel.gridlock, links, gridlockColour, gridlockWidth);
  }

  // Light inside its dark edges, so that what is drawn faint above it shows its own colour.
  private showSelected(links: readonly number[]): void {
    const segments = segmentsOf(this.run.base, links, this.panel.origin);
    const count = segments.length / 4;
    const twice = new Float32Array(2 * segments.length);
    twice.set(segments);
    twice.set(segments, segments.length);
    const isEdge = (segment: number): boolean => segment < count;
    this.panel.selected.setSegments(twice);
    this.panel.selected.setStyle(
      Float32Array.from({ length: 2 * count }, (_, segment) => (isEdge(segment) ? selectionWidth : selectionInside)),
      Uint8Array.from({ length: 8 * count }, (_, i) => (i % 4 === 3 ? 255 : isEdge(Math.floor(i / 4)) ? selectionColour[i % 4]! : 255)),
    );
  }

  private showLinks(layer: LineLayer, links: readonly number[], colour: readonly number[], width: number): void {
    const segments = segmentsOf(this.run.base, links, this.panel.origin);
    const count = segments.length / 4;
    layer.setSegments(segments);
    layer.setStyle(new Float32Array(count).fill(width), Uint8Array.from({ length: 4 * count }, (_, i) => (i % 4 === 3 ? 255 : colour[i % 4]!)));
  }

  private paintMovers(state: State): void {
    const positions = state.moving ? this.movers.at(state.timeS) : null;
    if (positions === null) {
      if (this.moving > 0) this.panel.movers.clear();
      this.moving = 0;
      return;
    }
    this.moving = positions.count;
    this.moverPainter.paint(positions.count, positions.kind);
    this.panel.movers.setPoints(positions.count, positions.xy, this.moverPainter.radii, this.moverPainter.colours);
  }
}

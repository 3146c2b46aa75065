// One map on the page: MapLibre for the base and the camera, own layers for the data, in one picture.
import { Map as MapLibreMap, NavigationControl, ScaleControl, setWorkerUrl, type LngLatBoundsLike } from 'maplibre-gl';
import workerUrl from 'maplibre-gl/dist/maplibre-gl-worker.mjs?url';
import { coreBounds, type Base } from '../data/base';
import type { Camera } from '../model/state';
import { LineLayer } from './line_layer';
import { originAt, type Origin } from './plane';
import { PointLayer } from './point_layer';
import { ground, namePart, zonePart, type StylePart } from './style';

setWorkerUrl(workerUrl);

export interface PanelEvents {
  moved(camera: Camera, panel: MapPanel): void;
  pointed(lng: number, lat: number, reach: number, panel: MapPanel, x: number, y: number): void;
  left(): void;
  clicked(lng: number, lat: number, reach: number, panel: MapPanel): void;
  drawn(panel: MapPanel): void;
  begun(panel: MapPanel): void; // the first picture, with the roads, is on the screen
  complete(panel: MapPanel): void; // zones and names are there, too
}

const fitPx = 60; // round what is shown whole
const edgePx = 20;
const sideOfRoads = 0.55; // widths: each direction to the right of the centre line
const casingPx = 1.5; // of ground on each side of roads on zones
const reachPx = 9; // how near the pointer must come

export class MapPanel {
  readonly map: MapLibreMap;
  readonly origin: Origin;
  // From the bottom to the top.
  readonly casings: LineLayer; // of roads on zones
  readonly selected: LineLayer;
  readonly roads: LineLayer;
  readonly gridlock: LineLayer;
  readonly movers: PointLayer;
  readonly sites: PointLayer;
  readonly sensors: PointLayer;
  readonly ring: PointLayer;
  private follows = false; // the camera is set from outside, which is no news
  private zoneColours: (string | null)[] = [];

  constructor(
    container: HTMLElement,
    readonly base: Base,
    camera: Camera | null,
    locale: Record<string, string>,
    events: PanelEvents,
  ) {
    const [west, south, east, north] = coreBounds(base);
    this.origin = originAt((west + east) / 2, (south + north) / 2);
    this.casings = new LineLayer('casings', this.origin, sideOfRoads, casingPx);
    this.selected = new LineLayer('selected', this.origin, sideOfRoads / 3);
    this.roads = new LineLayer('roads', this.origin, sideOfRoads);
    this.gridlock = new LineLayer('gridlock', this.origin, sideOfRoads / 3);
    this.movers = new PointLayer('movers', this.origin, { rimPx: 0, rim: [1, 1, 1, 1] });
    this.sites = new PointLayer('sites', this.origin, { rimPx: 1.2, rim: [1, 1, 1, 0.95] });
    this.sensors = new PointLayer('sensors', this.origin, { rimPx: 1.8, rim: [0.1, 0.1, 0.1, 1] });
    this.ring = new PointLayer('ring', this.origin, { rimPx: 3, rim: [0.08, 0.08, 0.08, 1] });
    const view = camera === null
      ? { bounds: [[west, south], [east, north]] as [[number, number], [number, number]], fitBoundsOptions: { padding: 30 } }
      : { center: [camera.lng, camera.lat] as [number, number], zoom: camera.zoom, bearing: camera.bearing, pitch: camera.pitch };
    this.map = new MapLibreMap({
      container,
      style: ground,
      ...view,
      attributionControl: false,
      locale,
      maxPitch: 60,
      fadeDuration: 0,
      canvasContextAttributes: { preserveDrawingBuffer: true },
    });
    this.map.addControl(new NavigationControl({ visualizePitch: true }), 'top-right');
    this.map.addControl(new ScaleControl({ unit: 'metric' }), 'bottom-right');
    this.map.once('style.load', () => {
      for (const layer of [this.selected, this.roads, this.gridlock, this.movers, this.sites, this.sensors, this.ring]) this.map.addLayer(layer);
      this.map.once('render', () => this.whenOnScreen(() => {
        events.begun(this);
        this.addBaseMap(() => events.complete(this));
      }));
    });
    this.map.on('render', () => events.drawn(this));
    this.map.on('move', () => {
      if (!this.follows) events.moved(this.camera(), this);
    });
    const reach = (): number => {
      const centre = this.map.getCenter();
      const point = this.map.project(centre);
      return Math.abs(this.map.unproject([point.x, point.y + reachPx]).lat - centre.lat);
    };
    this.map.on('mousemove', (event) => {
      events.pointed(event.lngLat.lng, event.lngLat.lat, reach(), this, event.point.x, event.point.y);
    });
    this.map.on('mouseout', () => events.left());
    this.map.on('click', (event) => events.clicked(event.lngLat.lng, event.lngLat.lat, reach(), this));
  }

  // Calls `then` when the graphics processor has done what it was told so far.
  private whenOnScreen(then: () => void): void {
    const gl = this.canvas().getContext('webgl2');
    const fence = gl?.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0) ?? null;
    if (gl === null || fence === null) {
      then();
      return;
    }
    gl.flush();
    const look = (): void => {
      if (gl.clientWaitSync(fence, 0, 0) === gl.TIMEOUT_EXPIRED) {
        requestAnimationFrame(look);
        return;
      }
      gl.deleteSync(fence);
      then();
    };
    requestAnimationFrame(look);
  }

  private addBaseMap(then: () => void): void {
    const add = (part: StylePart, below: string | undefined): void => {
      for (const [id, source] of Object.entries(part.sources)) this.map.addSource(id, source);
      for (const layer of part.layers) this.map.addLayer(layer, below);
    };
    add(zonePart(this.base), this.selected.id);
    this.map.addLayer(this.casings, this.selected.id);
    this.colourZones(this.zoneColours);
    this.map.once('idle', () => {
      add(namePart(this.base), undefined);
      this.map.once('idle', then);
    });
  }

  camera(): Camera {
    const { lng, lat } = this.map.getCenter();
    return { lng, lat, zoom: this.map.getZoom(), bearing: this.map.getBearing(), pitch: this.map.getPitch() };
  }

  follow(camera: Camera): void {
    this.follows = true;
    this.map.jumpTo({ center: [camera.lng, camera.lat], zoom: camera.zoom, bearing: camera.bearing, pitch: camera.pitch });
    this.follows = false;
  }

  // Shows all of it above the pixels at the lower edge that something covers.
  fit(extent: LngLatBoundsLike, coveredPx: number, duration: number): void {
    const { clientWidth, clientHeight } = this.canvas();
    const [side, top] = [Math.min(fitPx, clientWidth / 6), Math.min(fitPx, clientHeight / 6)];
    const padding = { left: side, right: side, top, bottom: top + Math.min(coveredPx, clientHeight / 2) };
    this.map.fitBounds(extent, { padding, maxZoom: 16, duration });
  }

  // Moves a point that is covered, or nearly so, to the middle of what is not.
  showUncovered(lng: number, lat: number, coveredPx: number, duration: number): void {
    const free = this.canvas().clientHeight - coveredPx;
    const { y } = this.map.project([lng, lat]);
    if (y > free - edgePx) this.map.panBy([0, y - free / 2], { duration });
  }

  // CSS colours by zone; null: none.
  colourZones(colours: (string | null)[]): void {
    this.zoneColours = colours;
    if (this.map.getSource('zones') === undefined) return;
    for (let zone = 0; zone < this.base.run.manifest.zones; ++zone) {
      this.map.setFeatureState({ source: 'zones', id: zone }, { colour: colours[zone] ?? 'rgba(0,0,0,0)' });
    }
  }

  canvas(): HTMLCanvasElement {
    return this.map.getCanvas();
  }

  remove(): void {
    this.map.remove();
  }
}

// The view as the part of the address behind '#': a link to it shows the same. What stands as at the start is left out;
// what cannot be read is ignored, since anybody may have edited it.
import { roadScales } from './scales';
import { clockText, dayS, initialState, speeds, type Camera, type Mode, type Selection, type State, type ZoneMeasure } from './state';

const modes: readonly Mode[] = ['first', 'second', 'both', 'difference'];
const zoneMeasure = /^(none|service|visitors|people(\.[a-z_]+)?)$/;
const kinds: readonly Selection['kind'][] = ['link', 'street', 'site', 'zone', 'sensor'];

function cameraText(camera: Camera): string {
  const parts = [camera.lng.toFixed(5), camera.lat.toFixed(5), camera.zoom.toFixed(2)];
  if (camera.bearing !== 0 || camera.pitch !== 0) parts.push(camera.bearing.toFixed(0), camera.pitch.toFixed(0));
  return parts.join(',');
}

function cameraOf(text: string): Camera | null {
  const [lng, lat, zoom, bearing = 0, pitch = 0] = text.split(',').map(Number);
  if (lng === undefined || lat === undefined || zoom === undefined) return null;
  const all = [lng, lat, zoom, bearing, pitch];
  if (!all.every(Number.isFinite) || Math.abs(lng) > 180 || Math.abs(lat) > 85) return null;
  return { lng, lat, zoom: Math.min(22, Math.max(0, zoom)), bearing, pitch: Math.min(60, Math.max(0, pitch)) };
}

function selectionText(selection: Selection): string {
  return selection.kind === 'site' ? `site:${selection.service}:${selection.id}` : `${selection.kind}:${selection.id}`;
}

function selectionOf(text: string): Selection | null {
  const colon = text.indexOf(':');
  const kind = kinds.find((one) => one === text.slice(0, colon));
  const rest = text.slice(colon + 1);
  if (kind === undefined || rest === '') return null;
  if (kind !== 'site') return { kind, id: rest };
  const second = rest.indexOf(':');
  if (second <= 0 || second + 1 === rest.length) return null;
  return { kind, service: rest.slice(0, second), id: rest.slice(second + 1) };
}

export function toHash(state: State): string {
  const parts = new URLSearchParams();
  parts.set('l', state.language);
  if (state.camera !== null) parts.set('c', cameraText(state.camera));
  parts.set('t', clockText(state.timeS));
  parts.set('v', state.mode); // with two results the page begins with their difference
  if (state.roads !== initialState.roads) parts.set('r', state.roads);
  if (state.vehicles !== initialState.vehicles) parts.set('k', state.vehicles);
  if (state.service !== initialState.service) parts.set('s', state.service);
  if (state.zones !== initialState.zones) parts.set('z', state.zones);
  if (state.moving) parts.set('m', '1');
  if (state.gridlock) parts.set('g', '1');
  parts.set('o', state.observed); // with observations the page begins with them
  if (state.speed !== initialState.speed) parts.set('p', String(state.speed));
  if (state.selection !== null) parts.set('x', selectionText(state.selection));
  return `#${parts.toString()}`;
}

export function fromHash(hash: string): Partial<State> {
  const parts = new URLSearchParams(hash.replace(/^#/, ''));
  const change: { -readonly [key in keyof State]?: State[key] } = {};
  const language = parts.get('l');
  if (language === 'vi' || language === 'en') change.language = language;
  const camera = cameraOf(parts.get('c') ?? '');
  if (camera !== null && parts.has('c')) change.camera = camera;
  const time = /^(\d{1,2}):(\d{2})$/.exec(parts.get('t') ?? '');
  if (time !== null) change.timeS = Math.min(dayS - 60, Number(time[1]) * 3600 + Number(time[2]) * 60);
  const mode = modes.find((one) => one === parts.get('v'));
  if (mode !== undefined) change.mode = mode;
  const roads = parts.get('r');
  if (roads === 'none' || (roads !== null && Object.hasOwn(roadScales, roads))) change.roads = roads as State['roads'];
  const vehicles = parts.get('k');
  if (vehicles !== null && /^[a-z]+$/.test(vehicles)) change.vehicles = vehicles;
  const service = parts.get('s');
  if (service !== null && /^[a-z_]+$/.test(service)) change.service = service;
  const zones = parts.get('z');
  if (zones !== null && zoneMeasure.test(zones)) change.zones = zones as ZoneMeasure;
  if (parts.get('m') === '1') change.moving = true;
  if (parts.get('g') === '1') change.gridlock = true;
  const observed = parts.get('o');
  if (observed !== null && /^[a-z_]+$/.test(observed)) change.observed = observed;
  const speed = speeds.find((one) => String(one) === parts.get('p'));
  if (speed !== undefined) change.speed = speed;
  const selection = selectionOf(parts.get('x') ?? '');
  if (selection !== null) change.selection = selection;
  return change;
}

// What lies under the pointer, and what is said of it.
import type { ShownMap } from '../map/shown_map';
import { insideRing, nearestLink, nearestPoint } from '../model/nearest';
import type { Selection, State } from '../model/state';
import { number, text } from '../texts';
import { serviceUnit, siteName } from './details';
import { roadTitle, shareUnit, zonesUnit } from './legend';
import { sensorTip } from './sensor_details';

// A sensor, else a site, else a road, else a zone, of those that are shown; `reach` in degrees of latitude.
export function selectionAt(map: ShownMap, state: State, lng: number, lat: number, reach: number): Selection | null {
  const { run } = map;
  if (map.sensorsNow !== null) {
    const sensor = nearestPoint(map.sensorsNow.lngLat, lng, lat, reach);
    if (sensor !== null) return { kind: 'sensor', id: map.sensorsNow.sensors[sensor.row]!.key };
  }
  if (map.sitesNow !== null) {
    const site = nearestPoint(map.sitesNow.service.lngLat, lng, lat, reach * 1.2);
    if (site !== null) return { kind: 'site', service: state.service, id: run.run.texts.services[state.service]!.ids[site.row]! };
  }
  if (state.roads !== 'none') {
    const link = nearestLink(run.base.start, run.base.lngLat, lng, lat, reach);
    if (link !== null) return { kind: 'link', id: run.run.texts.link_ids[link.row]! };
  }
  if (state.zones === 'none') return null;
  const { ringStart, ringLngLat, ringZone, ringIsHole } = run.base;
  for (let ring = 0; ring < ringZone.length; ++ring) {
    if (ringIsHole[ring] || !insideRing(ringLngLat, ringStart[ring]!, ringStart[ring + 1]!, lng, lat)) continue;
    return { kind: 'zone', id: run.run.texts.zones[ringZone[ring]!]!.id };
  }
  return null;
}

// The half-width of an interval, and whether the value is more than chance; nothing where it has none.
function sureness(shown: { readonly half?: ArrayLike<number>; readonly clear?: ArrayLike<number> } | null, row: number, state: State): string {
  if (shown?.half === undefined || shown.clear === undefined) return '';
  const half = shown.half[row] ?? Number.NaN;
  const words = text(state.language, shown.clear[row] === 1 ? 'pairs.clear' : 'pairs.unclear');
  return `${Number.isFinite(half) ? ` ± ${number(state.language, half)}` : ''} (${words})`;
}

// Lines of the tip: its name, and the values of the hour.
export function tipOf(found: Selection, map: ShownMap, state: State): string[] {
  const { run } = map;
  const { language } = state;
  const signed = state.mode === 'difference';
  if (found.kind === 'sensor') {
    const sensor = map.sensorsNow?.sensors.find((one) => one.key === found.id);
    return sensor === undefined ? [] : sensorTip(sensor, state);
  }
  if (found.kind === 'link') {
    const row = run.run.texts.link_ids.indexOf(found.id);
    const street = run.run.texts.streets[run.base.nameRow[row]!] ?? '';
    const lines = [street === '' ? text(language, 'panel.namelessRoad') : street];
    const value = map.roadsNow?.values[row];
    if (value !== undefined && state.roads !== 'none') lines.push(`${roadTitle(state)}: ${number(language, value, signed)}${sureness(map.roadsNow, row, state)}`);
    return lines;
  }
  if (found.kind === 'site') {
    const row = run.run.texts.services[found.service]!.ids.indexOf(found.id);
    return [
      siteName(run, found.service, row),
      `${text(language, 'series.offered')}: ${number(language, map.sitesNow?.size[row] ?? Number.NaN, signed)} ${serviceUnit(run, found.service, language)}`,
      `${text(language, 'series.share')}: ${number(language, map.sitesNow?.colour[row] ?? Number.NaN, signed)} ${shareUnit(state)}${sureness(map.sitesNow, row, state)}`,
    ];
  }
  const row = run.run.texts.zones.findIndex((zone) => zone.id === found.id);
  return [run.run.texts.zones[row]?.name ?? '', `${number(language, map.zonesNow?.values[row] ?? Number.NaN, signed)} ${zonesUnit(state)}${sureness(map.zonesNow, row, state)}`];
}

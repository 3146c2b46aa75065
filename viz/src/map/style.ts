// The base map out of the city's own layers: zones, names of streets and places. No tile server, no fonts from elsewhere:
// labels are drawn with the fonts of the system. It comes in parts, since each kind of layer has programs that the graphics
// driver must first compile: the ground at once, so that the roads can be drawn on it, then zones, then names.
import type { GeoJSONSourceSpecification, LayerSpecification, StyleSpecification } from 'maplibre-gl';
import type { Base } from '../data/base';
import { arealOpacity, cssColour, zoneGround } from '../model/scales';
import { chainStreets } from '../model/streets';

type Place = readonly number[];
interface Feature {
  readonly type: 'Feature';
  readonly id?: number;
  readonly properties: Readonly<Record<string, string | number>>;
  readonly geometry:
    | { readonly type: 'Point'; readonly coordinates: Place }
    | { readonly type: 'LineString'; readonly coordinates: readonly Place[] }
    | { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly Place[])[])[] };
}
type Data = GeoJSONSourceSpecification['data'];

const collection = (features: Feature[]): Data => ({ type: 'FeatureCollection', features }) as unknown as Data;

function pointsOf(lngLat: Float64Array, first: number, end: number): [number, number][] {
  const points: [number, number][] = [];
  for (let i = first; i < end; ++i) points.push([lngLat[2 * i]!, lngLat[2 * i + 1]!]);
  return points;
}

// Rings of one zone: an outer ring followed by its holes.
export function zoneFeatures(base: Base): Feature[] {
  const polygons = new Map<number, [number, number][][][]>();
  for (let ring = 0; ring < base.ringZone.length; ++ring) {
    const zone = base.ringZone[ring]!;
    const points = pointsOf(base.ringLngLat, base.ringStart[ring]!, base.ringStart[ring + 1]!);
    const of = polygons.get(zone) ?? [];
    polygons.set(zone, of);
    if (base.ringIsHole[ring]) of[of.length - 1]?.push(points);
    else of.push([points]);
  }
  return [...polygons].map(([zone, coordinates]) => ({
    type: 'Feature',
    id: zone,
    properties: {},
    geometry: { type: 'MultiPolygon', coordinates },
  }));
}

const leastStreetM = 250; // shorter pieces bear no name

function streetFeatures(base: Base): Feature[] {
  const { streets } = base.run.texts;
  return chainStreets(base.nodes, base.nameRow, base.lengthM)
    .filter((street) => street.links.reduce((sum, link) => sum + base.lengthM[link]!, 0) >= leastStreetM)
    .map((street) => {
      const points = street.links.flatMap((link, i) =>
        pointsOf(base.lngLat, base.start[link]! + (i > 0 ? 1 : 0), base.start[link + 1]!),
      );
      const rank = Math.min(...street.links.map((link) => base.roadClass[link]!));
      return {
        type: 'Feature',
        properties: { name: streets[street.nameRow] ?? '', rank },
        geometry: { type: 'LineString', coordinates: points },
      };
    });
}

const rankOfKind: Readonly<Record<string, number>> = {
  attraction: 1, beach: 1, cable_car: 1, museum: 1, cruise_port: 1, pier: 2, night_market: 2, square: 2, hospital: 2,
  university: 2, port: 2, bus_station: 2, park: 2, market: 3, mall: 3, one_stop_centre: 3, clinic: 4, school: 4, hotel: 4,
  industrial_park: 3, mine: 3, gateway: 2,
};

function placeFeatures(base: Base): Feature[] {
  return base.run.texts.places.map((place, row) => ({
    type: 'Feature',
    properties: { name: place.name, rank: rankOfKind[place.kind] ?? 4 },
    geometry: { type: 'Point', coordinates: [base.placeLngLat[2 * row]!, base.placeLngLat[2 * row + 1]!] },
  }));
}

function zoneNames(base: Base): Feature[] {
  return base.run.texts.zones.map((zone, row) => ({
    type: 'Feature',
    properties: { name: zone.name, residents: base.residents[row] ?? 0 },
    geometry: { type: 'Point', coordinates: [base.zoneCentre[2 * row]!, base.zoneCentre[2 * row + 1]!] },
  }));
}

export const ground: StyleSpecification = {
  version: 8,
  sources: {},
  layers: [{ id: 'ground', type: 'background', paint: { 'background-color': '#e9eeec' } }],
};

// Sources and layers that are added together, from the bottom to the top.
export interface StylePart {
  readonly sources: Readonly<Record<string, GeoJSONSourceSpecification>>;
  readonly layers: readonly LayerSpecification[];
}

// Lies below the data.
export function zonePart(base: Base): StylePart {
  return {
    sources: { zones: { type: 'geojson', data: collection(zoneFeatures(base)) } },
    layers: [
      { id: 'zone-ground', type: 'fill', source: 'zones', paint: { 'fill-color': cssColour(zoneGround) } },
      {
        id: 'zone-values',
        type: 'fill',
        source: 'zones',
        paint: {
          'fill-color': ['to-color', ['coalesce', ['feature-state', 'colour'], 'rgba(0,0,0,0)']],
          'fill-opacity': arealOpacity,
        },
      },
      { id: 'zone-borders', type: 'line', source: 'zones', paint: { 'line-color': '#b9b7ad', 'line-width': 0.8, 'line-dasharray': [3, 2] } },
    ],
  };
}

// Lies above the data.
export function namePart(base: Base): StylePart {
  const halo = { 'text-halo-color': 'rgba(255,255,255,0.92)', 'text-halo-width': 1.6 };
  return {
    sources: {
      'zone-names': { type: 'geojson', data: collection(zoneNames(base)) },
      streets: { type: 'geojson', data: collection(streetFeatures(base)) },
      places: { type: 'geojson', data: collection(placeFeatures(base)) },
    },
    layers: [
      {
        id: 'street-names',
        type: 'symbol',
        source: 'streets',
        minzoom: 12.5,
        filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 4, 14, 6, 15, 20]],
        layout: {
          'text-field': ['get', 'name'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 12, 10, 16, 13],
          'symbol-placement': 'line',
          'symbol-spacing': 500,
          'text-max-angle': 40,
          'symbol-sort-key': ['get', 'rank'],
        },
        paint: { 'text-color': '#3b3f45', ...halo },
      },
      {
        id: 'place-points',
        type: 'circle',
        source: 'places',
        minzoom: 11,
        filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 12.5, 2, 14, 3, 15, 4]],
        paint: { 'circle-radius': 2.6, 'circle-color': '#5b6470', 'circle-stroke-color': '#fff', 'circle-stroke-width': 1 },
      },
      {
        id: 'place-names',
        type: 'symbol',
        source: 'places',
        minzoom: 11,
        filter: ['<=', ['get', 'rank'], ['step', ['zoom'], 1, 12.5, 2, 14, 3, 15, 4]],
        layout: {
          'text-field': ['get', 'name'],
          'text-size': 11.5,
          'text-max-width': 9,
          'text-variable-anchor': ['left', 'right', 'top', 'bottom'],
          'text-radial-offset': 0.55,
          'text-justify': 'auto',
          'symbol-sort-key': ['get', 'rank'],
        },
        paint: { 'text-color': '#1d3c45', ...halo },
      },
      {
        id: 'zone-names',
        type: 'symbol',
        source: 'zone-names',
        maxzoom: 13.5,
        layout: {
          'text-field': ['get', 'name'],
          'text-size': ['interpolate', ['linear'], ['zoom'], 9, 10, 13, 14],
          'text-letter-spacing': 0.06,
          'symbol-sort-key': ['-', 0, ['get', 'residents']],
        },
        paint: { 'text-color': '#6a6357', ...halo },
      },
    ],
  };
}

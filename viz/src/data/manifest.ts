// What a bundle says of itself: viz/README.md tells the layout.
import type { BundleList } from './bundle';

export type ColumnType = 'u8' | 'u16' | 'u32' | 'i32' | 'f32';

export interface ColumnPlace {
  readonly file: string;
  readonly type: ColumnType;
  readonly offset: number;
  readonly length: number;
}

export interface ServiceInfo {
  readonly id: string;
  readonly unit: string;
  readonly rows: number;
  readonly named: boolean;
  readonly measures: readonly string[];
  readonly without_position: number;
}

export interface Kpi {
  readonly id: string;
  readonly unit: string;
  readonly vi: string;
  readonly en: string;
  readonly value: number | null;
}

export interface Ring {
  readonly links: readonly number[];
  readonly first_s: number;
  readonly last_s: number;
  readonly vehicles: number;
  readonly turns: number;
}

export interface Titles {
  readonly vi: string;
  readonly en: string;
  readonly option?: { readonly id: string; readonly vi: string; readonly en: string };
}

export interface TrackChunk {
  readonly file: string;
  readonly bytes: number;
  readonly tracks: number;
}

export interface TracksInfo {
  readonly chunk_s: number;
  readonly kinds: readonly string[];
  readonly chunks: readonly TrackChunk[];
}

export interface Manifest extends BundleList {
  readonly format: string;
  readonly city: string;
  readonly schematic: boolean;
  readonly title: Titles;
  readonly bounds: readonly [number, number, number, number];
  readonly steps_per_degree: number;
  readonly hours: number;
  readonly links: number;
  readonly zones: number;
  readonly rows: string; // hash of the ids of links and zones, in their order
  readonly places: number;
  readonly places_found: boolean;
  readonly road_classes: readonly string[];
  readonly vehicle_classes: readonly string[];
  readonly person_classes: readonly string[];
  readonly services: readonly ServiceInfo[];
  readonly kpis: readonly Kpi[];
  readonly gridlock: readonly Ring[];
  readonly tracks?: TracksInfo;
  readonly provenance: {
    readonly software: string;
    readonly command: string;
    readonly started_utc: string;
    readonly seed: number;
    readonly digest: string;
    readonly valid: boolean;
  };
}

export interface Texts {
  readonly streets: readonly string[];
  readonly link_ids: readonly string[];
  readonly places: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
  readonly zones: readonly { readonly id: string; readonly name: string }[];
  readonly services: Readonly<Record<string, { readonly ids: readonly string[]; readonly names: readonly string[] }>>;
}

export const knownFormat = 'halong-viewer/1';

// What every manifest has, of which the format is `known`. Throws Error when it is none.
export function asBundleList(value: unknown, known: string, where: string): BundleList {
  const manifest = value as (Partial<BundleList> & { format?: unknown }) | null;
  if (manifest === null || typeof manifest !== 'object' || typeof manifest.format !== 'string') {
    throw new Error(`${where}: is no manifest of a result`);
  }
  if (manifest.format !== known) {
    throw new Error(`${where}: has format ${manifest.format}; this viewer reads ${known}. Make it again with halong view of the same version`);
  }
  for (const name of ['columns', 'files'] as const) {
    if (manifest[name] === null || typeof manifest[name] !== 'object') throw new Error(`${where}: the manifest does not say ${name}`);
  }
  return manifest as BundleList;
}

const lists = ['bounds', 'road_classes', 'vehicle_classes', 'person_classes', 'services', 'kpis', 'gridlock'] as const;
const counts = ['steps_per_degree', 'hours', 'links', 'zones', 'places'] as const;

// Throws Error when it is no manifest of this version.
export function asManifest(value: unknown, where: string): Manifest {
  const manifest = asBundleList(value, knownFormat, where) as Partial<Manifest>;
  const missing: string[] = [...lists.filter((name) => !Array.isArray(manifest[name])), ...counts.filter((name) => typeof manifest[name] !== 'number')];
  for (const name of ['title', 'provenance'] as const) if (manifest[name] === null || typeof manifest[name] !== 'object') missing.push(name);
  if (missing.length > 0) throw new Error(`${where}: the manifest does not say ${missing.join(', ')}`);
  return manifest as Manifest;
}

// Throws Error when the texts are not those of this manifest.
export function asTexts(value: unknown, manifest: Manifest, where: string): Texts {
  const texts = value as Partial<Texts> | null;
  if (texts === null || typeof texts !== 'object' || !Array.isArray(texts.streets) || typeof texts.services !== 'object' || texts.services === null) {
    throw new Error(`${where}/texts.json: holds no texts of a result`);
  }
  for (const [name, count] of [['link_ids', manifest.links], ['zones', manifest.zones], ['places', manifest.places]] as const) {
    const found = texts[name]?.length;
    if (found !== count) throw new Error(`${where}/texts.json: has ${found ?? 'no'} ${name}, the manifest says ${count}`);
  }
  return texts as Texts;
}

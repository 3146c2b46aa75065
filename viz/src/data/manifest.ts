// What a bundle says of itself: viz/README.md tells the layout.

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

export interface Manifest {
  readonly format: string;
  readonly city: string;
  readonly schematic: boolean;
  readonly title: Titles;
  readonly bounds: readonly [number, number, number, number];
  readonly steps_per_degree: number;
  readonly hours: number;
  readonly links: number;
  readonly zones: number;
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
  readonly columns: Readonly<Record<string, ColumnPlace>>;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly xxh3: string }>>;
}

export interface Texts {
  readonly streets: readonly string[];
  readonly link_ids: readonly string[];
  readonly places: readonly { readonly id: string; readonly name: string; readonly kind: string }[];
  readonly zones: readonly { readonly id: string; readonly name: string }[];
  readonly services: Readonly<Record<string, { readonly ids: readonly string[]; readonly names: readonly string[] }>>;
}

export const knownFormat = 'halong-viewer/1';

// Throws Error when it is no manifest of this version.
export function asManifest(value: unknown, where: string): Manifest {
  const manifest = value as Partial<Manifest> | null;
  if (manifest === null || typeof manifest !== 'object' || typeof manifest.format !== 'string') {
    throw new Error(`${where}: is no manifest of a result`);
  }
  if (manifest.format !== knownFormat) {
    throw new Error(`${where}: has format ${manifest.format}; this viewer reads ${knownFormat}`);
  }
  return manifest as Manifest;
}

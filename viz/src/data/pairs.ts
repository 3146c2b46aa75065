// The differences of two variants that were run several times with the same random numbers.
import { Bundle, readJson, type BundleList, type Fetcher } from './bundle';
import { asBundleList, type Manifest } from './manifest';

export interface PairsManifest extends BundleList {
  readonly format: string;
  readonly replications: number;
  readonly confidence: number;
  readonly false_discovery_rate: number;
  readonly links: number;
  readonly zones: number;
  readonly rows: string;
  readonly services: Readonly<Record<string, { readonly ids: readonly string[] }>>;
  readonly streets?: readonly string[]; // by name; older ones lack it
}

export const knownPairs = 'halong-viewer-pairs/1';

// Throws Error when it is no list of differences of this version, or of another first result than `first`.
export function asPairsManifest(value: unknown, first: Manifest, where: string): PairsManifest {
  const list = asBundleList(value, knownPairs, where) as Partial<PairsManifest> & BundleList;
  if (list.links !== first.links || list.zones !== first.zones) {
    throw new Error(`${where}: has ${list.links} roads and ${list.zones} zones, the first result ${first.links} and ${first.zones}: they do not belong together`);
  }
  if (list.rows !== first.rows) throw new Error(`${where}: has other roads or zones than the first result, or in another order: they do not belong together`);
  for (const name of ['replications', 'confidence', 'false_discovery_rate'] as const) {
    if (typeof list[name] !== 'number') throw new Error(`${where}: the manifest does not say ${name}`);
  }
  if (list.services === null || typeof list.services !== 'object') throw new Error(`${where}: the manifest does not say services`);
  return list as PairsManifest;
}

export class Pairs extends Bundle {
  private constructor(
    name: string,
    readonly manifest: PairsManifest,
    fetcher: Fetcher,
  ) {
    super(name, manifest, fetcher);
  }

  static async open(name: string, first: Manifest, fetcher: Fetcher): Promise<Pairs> {
    return new Pairs(name, asPairsManifest(await readJson(fetcher, 'manifest.json', name), first, name), fetcher);
  }
}

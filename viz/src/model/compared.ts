// Mean differences over pairs of runs, and which of them are more than chance.
import type { Pairs } from '../data/pairs';
import { hours } from './figures';
import { Loader } from './loader';

// Of one measure, in the order of its cells.
export interface Cells {
  readonly mean: Float32Array;
  readonly half: Float32Array; // of the interval
  readonly clear: Uint8Array; // 1: distinguishable from chance
}

export interface Difference {
  readonly mean: number;
  readonly half: number;
  readonly clear: boolean;
}

export function differenceAt(cells: Cells, cell: number): Difference {
  return { mean: cells.mean[cell] ?? Number.NaN, half: cells.half[cell] ?? Number.NaN, clear: cells.clear[cell] === 1 };
}

// A row of [hour][link] or [row][hour] through the day.
export function differencesOfDay(cells: Cells, at: (hour: number) => number): Difference[] {
  return Array.from({ length: hours }, (_, hour) => differenceAt(cells, at(hour)));
}

export class LoadedPairs extends Loader {
  constructor(
    readonly pairs: Pairs,
    tell: (error: Error | null) => void,
  ) {
    super(tell);
  }

  get replications(): number {
    return this.pairs.manifest.replications;
  }

  has(measure: string): boolean {
    return this.pairs.has(`pair.${measure}.mean`);
  }

  // Undefined until it has come, and where there is none.
  cells(measure: string): Cells | undefined {
    if (!this.has(measure)) return undefined;
    return this.later(measure, async () => {
      const [mean, half, clear] = await Promise.all([
        this.pairs.column(`pair.${measure}.mean`, 'f32'),
        this.pairs.column(`pair.${measure}.half`, 'f32'),
        this.pairs.column(`pair.${measure}.clear`, 'u8'),
      ]);
      return { mean, half, clear } as Cells;
    });
  }

  // Row of a street among those of the differences; -1: none.
  streetRow(name: string): number {
    const { streets } = this.pairs.manifest;
    return Array.isArray(streets) ? streets.indexOf(name) : -1;
  }

  get streetCount(): number {
    return this.pairs.manifest.streets?.length ?? 0;
  }

  // Row of a site or place among those of the differences; -1: none.
  siteRow(service: string, id: string): number {
    const of = Object.hasOwn(this.pairs.manifest.services, service) ? this.pairs.manifest.services[service] : undefined;
    return of?.ids.indexOf(id) ?? -1;
  }
}

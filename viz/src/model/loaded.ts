// One run as the page uses it: what has come is at hand at once, what has not is asked for, and the page is told.
import { type Base, degrees } from '../data/base';
import type { ColumnType } from '../data/manifest';
import type { Run } from '../data/run';
import { sharePct } from './figures';
import { Loader } from './loader';
import type { RoadMeasure } from './scales';
import type { PeopleMeasure } from './state';

const columnOfMeasure: Readonly<Record<RoadMeasure, readonly [string, 'u16' | 'f32']>> = {
  volume: ['link.volume', 'u16'],
  speed: ['link.speed_kmh', 'f32'],
  delay: ['link.delay_s', 'f32'],
  walkers: ['link.walkers', 'u16'],
};

export interface ServiceHours {
  readonly lngLat: Float64Array;
  readonly offered: Float32Array; // [row][hour]
  readonly covered: Float32Array;
  readonly carried: Float32Array;
  readonly greatest: number; // offered in any hour
}

export class LoadedRun extends Loader {
  constructor(
    readonly run: Run,
    readonly base: Base,
    tell: (error: Error | null) => void,
  ) {
    super(tell);
  }

  private column<T extends ColumnType>(name: string, type: T) {
    return this.later(name, () => this.run.column(name, type));
  }

  // [hour][link]
  road(measure: RoadMeasure): Float32Array | Uint16Array | undefined {
    const [name, type] = columnOfMeasure[measure];
    return this.column(name, type) as Float32Array | Uint16Array | undefined;
  }

  // Vehicles of one class, or of all: [hour][link].
  volume(vehicles: string): Uint16Array | undefined {
    const row = this.run.manifest.vehicle_classes.indexOf(vehicles);
    if (row < 0) return this.road('volume') as Uint16Array | undefined;
    const all = this.column('link.volume_by_class', 'u16') as Uint16Array | undefined;
    const cells = this.run.manifest.hours * this.base.linkCount;
    return all?.subarray(row * cells, (row + 1) * cells);
  }

  // Person-minutes in the hour: [zone][hour], of all, the visitors or one class; undefined, too, where the result does not tell
  // them apart.
  present(who: PeopleMeasure = 'people'): Float32Array | undefined {
    if (who === 'people') return this.column('zone.present', 'f32') as Float32Array | undefined;
    if (!this.run.has('zone.present_by_class')) return undefined;
    return this.later(`present.${who}`, async () => {
      const cells = (await this.run.column('zone.present_by_class', 'f32')) as Float32Array;
      const classes = this.run.manifest.person_classes;
      const isMeant = (name: string): boolean => (who === 'visitors' ? name.endsWith('_visitor') : who === `people.${name}`);
      const rows = classes.flatMap((name, row) => (isMeant(name) ? [row] : []));
      return Float32Array.from({ length: cells.length / classes.length }, (_, cell) =>
        rows.reduce((sum, row) => sum + cells[cell * classes.length + row]!, 0),
      );
    });
  }

  hasService(id: string): boolean {
    return this.run.manifest.services.some((one) => one.id === id);
  }

  service(id: string): ServiceHours | undefined {
    if (!this.hasService(id)) return undefined;
    return this.later(`service.${id}`, async () => {
      const [point, offered, covered, carried] = await Promise.all([
        this.run.column(`service.${id}.point`, 'i32'),
        this.run.column(`service.${id}.offered`, 'f32'),
        this.run.column(`service.${id}.covered`, 'f32'),
        this.run.column(`service.${id}.carried`, 'f32'),
      ]);
      return {
        lngLat: degrees(point as Int32Array, this.run.manifest.steps_per_degree),
        offered: offered as Float32Array,
        covered: covered as Float32Array,
        carried: carried as Float32Array,
        greatest: (offered as Float32Array).reduce((most, value) => Math.max(most, value), 0),
      };
    });
  }

  // Share of a zone's demand that is carried: [zone][hour], per cent.
  zoneShare(id: string): Float32Array | undefined {
    if (!this.run.has(`service.${id}.zone_offered`)) return undefined;
    return this.later(`share.${id}`, async () => {
      const offered = (await this.run.column(`service.${id}.zone_offered`, 'f32')) as Float32Array;
      const carried = (await this.run.column(`service.${id}.zone_carried`, 'f32')) as Float32Array;
      return offered.map((value, cell) => sharePct(carried[cell]!, value));
    });
  }

  measure(id: string, name: string): Float32Array | undefined {
    if (!this.run.has(`service.${id}.${name}`)) return undefined;
    return this.column(`service.${id}.${name}`, 'f32') as Float32Array | undefined;
  }
}

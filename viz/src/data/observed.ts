// What was observed of the day, beside what was simulated: by sensor and hour.

export const observedKinds = ['count', 'speed', 'travel_time', 'people'] as const;
export type ObservedKind = (typeof observedKinds)[number];

export interface Sensor {
  readonly key: string; // of its own; a device may be several sensors, by kind and classes
  readonly id: string; // of the device
  readonly kind: ObservedKind;
  readonly lng_lat?: readonly [number, number];
  readonly links: readonly string[]; // ids
  readonly street: string;
  readonly zone: string; // id; empty: on roads
  readonly classes: readonly string[]; // that it counts; none: all vehicles
  readonly used: boolean; // false: doubtful
  readonly observed: readonly (number | null)[]; // by hour
  readonly simulated: readonly (number | null)[];
  readonly issues: readonly { readonly kind: string; readonly count: number; readonly message: string }[];
}

export interface Observed {
  readonly file: string;
  readonly day: string;
  readonly sensors: readonly Sensor[];
}

export const knownObserved = 'halong-observed/2';

function isHours(value: unknown): boolean {
  return Array.isArray(value) && value.length === 24 && value.every((one) => one === null || typeof one === 'number');
}

// Throws Error when it is no observed day of this version.
export function asObserved(value: unknown, where: string): Observed {
  const observed = value as (Partial<Observed> & { format?: unknown }) | null;
  if (observed === null || typeof observed !== 'object' || typeof observed.format !== 'string') throw new Error(`${where}: is no observed day`);
  if (observed.format !== knownObserved) throw new Error(`${where}: has format ${observed.format}; this viewer reads ${knownObserved}. Make it again with halong view of the same version`);
  if (!Array.isArray(observed.sensors)) throw new Error(`${where}: holds no list of sensors`);
  for (const sensor of observed.sensors as Partial<Sensor>[]) {
    const known = typeof sensor.key === 'string' && typeof sensor.id === 'string' && observedKinds.some((kind) => kind === sensor.kind) && Array.isArray(sensor.links) && Array.isArray(sensor.classes) && Array.isArray(sensor.issues);
    if (!known || !isHours(sensor.observed) || !isHours(sensor.simulated)) throw new Error(`${where}: the sensor ${String(sensor.id)} is not complete`);
  }
  return observed as Observed;
}

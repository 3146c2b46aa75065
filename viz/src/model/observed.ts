// How far the simulated day is from what was observed.
import type { Observed, ObservedKind, Sensor } from '../data/observed';
import { gehScale, percentScale, type Scale } from './scales';

// sqrt(2 (m - c)^2 / (m + c)) of hourly volumes (UK Highways Agency, DMRB 12.2.1) with the sign of m - c; 0 for two zeros.
export function signedGeh(simulated: number, observed: number): number {
  const sum = simulated + observed;
  return sum > 0 ? Math.sign(simulated - observed) * Math.sqrt((2 * (simulated - observed) ** 2) / sum) : 0;
}

// Of counts the signed GEH, of other kinds the difference in per cent of what was observed; NaN where either has no value.
export function deviation(kind: ObservedKind, simulated: number | null | undefined, observed: number | null | undefined): number {
  if (simulated === null || simulated === undefined || observed === null || observed === undefined) return Number.NaN;
  if (kind === 'count') return signedGeh(simulated, observed);
  return observed > 0 ? (100 * (simulated - observed)) / observed : Number.NaN;
}

export function deviationAt(sensor: Sensor, hour: number): number {
  return deviation(sensor.kind, sensor.simulated[hour], sensor.observed[hour]);
}

export function deviationScale(kind: ObservedKind): Scale {
  return kind === 'count' ? gehScale : percentScale;
}

export function kindsOf(observed: Observed): ObservedKind[] {
  return [...new Set(observed.sensors.map((sensor) => sensor.kind))];
}

export function sensorsOf(observed: Observed | null, kind: string): Sensor[] {
  return observed?.sensors.filter((sensor) => sensor.kind === kind) ?? [];
}

// By its key.
export function sensorOf(observed: Observed | null, key: string): Sensor | undefined {
  return observed?.sensors.find((sensor) => sensor.key === key);
}

// Those that look at one direction of a road are drawn to the right of it.
function isSameSpot(a: Sensor, b: Sensor): boolean {
  const side = (sensor: Sensor): string => (sensor.links.length === 1 ? sensor.links[0]! : '');
  if (side(a) !== side(b)) return false;
  if (a.lng_lat === undefined || b.lng_lat === undefined) return a.lng_lat === b.lng_lat && a.zone === b.zone && a.links[0] === b.links[0];
  return a.lng_lat[0] === b.lng_lat[0] && a.lng_lat[1] === b.lng_lat[1];
}

// The other sensors of its device, and those of others that are drawn where it is: one hides another there.
export function atSameSpot(observed: Observed, sensor: Sensor): Sensor[] {
  return observed.sensors.filter((one) => one.key !== sensor.key && (one.id === sensor.id || isSameSpot(one, sensor)));
}

// How many of the hours (all, or one) are in the middle class of the scale, of sensors that are not doubted.
export function near(sensors: readonly Sensor[], hour: number | null): { near: number; of: number } {
  let count = 0;
  let of = 0;
  for (const sensor of sensors) {
    if (!sensor.used) continue;
    const { bounds } = deviationScale(sensor.kind);
    const high = bounds[bounds.length / 2]!;
    for (let at = hour ?? 0; at <= (hour ?? 23); ++at) {
      const value = deviationAt(sensor, at);
      if (Number.isNaN(value)) continue;
      ++of;
      if (Math.abs(value) < high) ++count;
    }
  }
  return { near: count, of };
}

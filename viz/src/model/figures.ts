// Figures that maps, charts and tables show, out of columns by hour.

export const hours = 24;

// Row of [hour][link] for one hour.
export function hourRow<T extends Float32Array | Uint16Array>(cells: T, links: number, hour: number): T {
  return cells.subarray(hour * links, (hour + 1) * links) as T;
}

// One link's values through the day, out of [hour][link].
export function linkSeries(cells: Float32Array | Uint16Array, links: number, link: number): number[] {
  return Array.from({ length: hours }, (_, hour) => cells[hour * links + link] ?? Number.NaN);
}

// One row's values through the day, out of [row][hour].
export function rowSeries(cells: Float32Array, row: number): number[] {
  return Array.from({ length: hours }, (_, hour) => cells[row * hours + hour] ?? Number.NaN);
}

// Of several links: mean of the values weighted by length, and by vehicles too where `volume` is given. Speeds of `volume`
// vehicles make up the way that all of them drive over the time that it takes them: sum(L v) / sum(L v / speed). NaN where no
// value is.
export function streetSeries(
  cells: Float32Array | Uint16Array,
  links: number,
  rows: readonly number[],
  lengthM: Float32Array,
  volume?: Uint16Array,
  areSpeeds = false,
): number[] {
  return Array.from({ length: hours }, (_, hour) => {
    let sum = 0;
    let weights = 0;
    for (const row of rows) {
      const value = cells[hour * links + row] ?? Number.NaN;
      if (Number.isNaN(value)) continue;
      const weight = (lengthM[row] ?? 0) * (volume === undefined ? 1 : (volume[hour * links + row] ?? 0));
      if (weight === 0) continue;
      sum += areSpeeds ? weight : value * weight;
      weights += areSpeeds ? weight / value : weight;
    }
    return weights > 0 ? sum / weights : Number.NaN;
  });
}

// Of the whole city by hour: sum over links of value times factor.
export function citySeries(cells: Float32Array | Uint16Array, links: number, factor: (cell: number, link: number) => number): number[] {
  return Array.from({ length: hours }, (_, hour) => {
    let sum = 0;
    for (let link = 0; link < links; ++link) {
      const cell = hour * links + link;
      const value = cells[cell]!;
      if (!Number.isNaN(value)) sum += value * factor(cell, link);
    }
    return sum;
  });
}

// carried / offered in per cent; NaN where nothing is offered.
export function sharePct(carried: number, offered: number): number {
  return offered > 0 ? (100 * carried) / offered : Number.NaN;
}

// Rows of `second` by the ids of `first`: -1 where the other has none.
export function matchRows(first: readonly string[], second: readonly string[]): Int32Array {
  const rows = new Map<string, number>();
  second.forEach((id, row) => rows.set(id, row));
  return Int32Array.from(first, (id) => rows.get(id) ?? -1);
}

// b - a by row of a; NaN where either has no value. `rows` tells which row of b belongs to a row of a.
export function differences(a: ArrayLike<number>, b: ArrayLike<number>, rows: Int32Array): Float32Array {
  const result = new Float32Array(a.length);
  for (let row = 0; row < a.length; ++row) {
    const other = rows[row]!;
    result[row] = other < 0 ? Number.NaN : b[other]! - a[row]!;
  }
  return result;
}

// The rows with the greatest values, by the size of `rank`; rows without a value are left out.
export function topRows(values: ArrayLike<number>, most: number, rank: (value: number) => number = (value) => value): number[] {
  const best: number[] = [];
  for (let row = 0; row < values.length; ++row) {
    const value = rank(values[row]!);
    if (Number.isNaN(value) || value <= 0) continue;
    if (best.length === most && value <= rank(values[best[most - 1]!]!)) continue;
    let at = best.length;
    while (at > 0 && value > rank(values[best[at - 1]!]!)) --at;
    best.splice(at, 0, row);
    if (best.length > most) best.pop();
  }
  return best;
}

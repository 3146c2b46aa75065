// What lies under the pointer, by looking: a few ten thousand stretches are read faster than a picture of them is drawn.

export interface Nearest {
  readonly row: number;
  readonly distance: number; // degrees of latitude
}

// The nearest line within `reach` degrees of latitude, or null. Of two directions of one road the one whose right side the
// point is on, as they are drawn.
export function nearestLink(
  start: Uint32Array,
  lngLat: Float64Array,
  lng: number,
  lat: number,
  reach: number,
): Nearest | null {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  let row = -1;
  let best = reach;
  for (let link = 0; link + 1 < start.length; ++link) {
    const end = start[link + 1]! - 1;
    for (let i = start[link]!; i < end; ++i) {
      const ax = (lngLat[2 * i]! - lng) * squeeze;
      const ay = lngLat[2 * i + 1]! - lat;
      const bx = (lngLat[2 * i + 2]! - lng) * squeeze;
      const by = lngLat[2 * i + 3]! - lat;
      if ((ax > best && bx > best) || (ax < -best && bx < -best) || (ay > best && by > best) || (ay < -best && by < -best)) {
        continue;
      }
      const dx = bx - ax;
      const dy = by - ay;
      const squared = dx * dx + dy * dy;
      const share = squared > 0 ? Math.min(1, Math.max(0, -(ax * dx + ay * dy) / squared)) : 0;
      const left = dx * -ay - dy * -ax > 0; // the point lies to the left of this direction
      const distance = Math.hypot(ax + share * dx, ay + share * dy) + (left ? reach * 0.05 : 0);
      if (distance < best) {
        best = distance;
        row = link;
      }
    }
  }
  return row < 0 ? null : { row, distance: best };
}

// The nearest point within `reach`, or null; of several at one spot the last one, which is drawn on top.
export function nearestPoint(lngLat: Float64Array, lng: number, lat: number, reach: number): Nearest | null {
  const squeeze = Math.cos((lat * Math.PI) / 180);
  let row = -1;
  let best = reach;
  for (let i = 0; 2 * i < lngLat.length; ++i) {
    const distance = Math.hypot((lngLat[2 * i]! - lng) * squeeze, lngLat[2 * i + 1]! - lat);
    if (distance <= best) {
      best = distance;
      row = i;
    }
  }
  return row < 0 ? null : { row, distance: best };
}

// Whether the point lies inside the ring (even-odd).
export function insideRing(lngLat: Float64Array, first: number, end: number, lng: number, lat: number): boolean {
  let inside = false;
  for (let i = first, j = end - 1; i < end; j = i++) {
    const yi = lngLat[2 * i + 1]!;
    const yj = lngLat[2 * j + 1]!;
    if (yi > lat === yj > lat) continue;
    const x = lngLat[2 * i]! + ((lngLat[2 * j]! - lngLat[2 * i]!) * (lat - yi)) / (yj - yi);
    if (lng < x) inside = !inside;
  }
  return inside;
}

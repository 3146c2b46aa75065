// The plane in which the graphics processor works: Web Mercator about an origin in the city, in units of a millionth of
// the world's width (40 m). Single precision is then good for millimetres.

export const unitsPerWorld = 1e6;

export interface Origin {
  readonly x: number; // of the world's square, 0 … 1
  readonly y: number;
}

function mercatorX(lng: number): number {
  return (lng + 180) / 360;
}

function mercatorY(lat: number): number {
  return (1 - Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360)) / Math.PI) / 2;
}

export function originAt(lng: number, lat: number): Origin {
  return { x: mercatorX(lng), y: mercatorY(lat) };
}

// Pairs of longitude and latitude to pairs in the plane.
export function toPlane(lngLat: Float64Array | readonly number[], origin: Origin): Float32Array {
  const xy = new Float32Array(lngLat.length);
  for (let i = 0; i < lngLat.length; i += 2) {
    xy[i] = (mercatorX(lngLat[i]!) - origin.x) * unitsPerWorld;
    xy[i + 1] = (mercatorY(lngLat[i + 1]!) - origin.y) * unitsPerWorld;
  }
  return xy;
}

// The matrix from the plane to the picture, given that from the world's square; the product is made in double precision, in
// which the large translation cancels.
export function fromPlane(world: ArrayLike<number>, origin: Origin): Float32Array {
  const matrix = new Float32Array(16);
  for (let row = 0; row < 4; ++row) {
    const x = world[row]!;
    const y = world[4 + row]!;
    matrix[row] = x / unitsPerWorld;
    matrix[4 + row] = y / unitsPerWorld;
    matrix[8 + row] = world[8 + row]!;
    matrix[12 + row] = x * origin.x + y * origin.y + world[12 + row]!;
  }
  return matrix;
}

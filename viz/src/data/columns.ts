// Columns of numbers out of files, without a copy.
import type { ColumnPlace, ColumnType } from './manifest';

export type Column = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float32Array;

const makers = { u8: Uint8Array, u16: Uint16Array, u32: Uint32Array, i32: Int32Array, f32: Float32Array } as const;

interface ColumnOf {
  u8: Uint8Array;
  u16: Uint16Array;
  u32: Uint32Array;
  i32: Int32Array;
  f32: Float32Array;
}

// The column inside its file. Throws Error when it does not lie in the file or has another type than `type`.
export function columnOf<T extends ColumnType>(file: ArrayBuffer, place: ColumnPlace, type: T, name: string): ColumnOf[T] {
  if (place.type !== type) throw new Error(`column ${name} holds ${place.type}, not ${type}`);
  const Maker = makers[type];
  if (place.offset + place.length * Maker.BYTES_PER_ELEMENT > file.byteLength) {
    throw new Error(`column ${name} goes beyond the end of ${place.file}: the file is truncated`);
  }
  return new Maker(file, place.offset, place.length) as ColumnOf[T];
}

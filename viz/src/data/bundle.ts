// A folder of columns: what lies where is known, each file is fetched when somebody asks for a column of it.
import { columnOf } from './columns';
import type { ColumnPlace, ColumnType } from './manifest';

export type Fetcher = (path: string) => Promise<ArrayBuffer>;

export interface BundleList {
  readonly columns: Readonly<Record<string, ColumnPlace>>;
  readonly files: Readonly<Record<string, { readonly bytes: number; readonly xxh3: string }>>;
}

export class Bundle {
  private readonly fetched = new Map<string, Promise<ArrayBuffer>>();

  constructor(
    readonly name: string,
    private readonly list: BundleList,
    private readonly fetcher: Fetcher,
  ) {}

  has(column: string): boolean {
    return Object.hasOwn(this.list.columns, column);
  }

  // A file as it is; fetched once.
  file(name: string): Promise<ArrayBuffer> {
    let file = this.fetched.get(name);
    if (file === undefined) {
      file = this.fetcher(name).then((bytes) => {
        const expected = this.list.files[name]?.bytes;
        if (expected !== undefined && bytes.byteLength !== expected) {
          throw new Error(`${this.name}/${name} has ${bytes.byteLength} bytes instead of ${expected}: it is truncated`);
        }
        return bytes;
      });
      file.catch(() => this.fetched.delete(name));
      this.fetched.set(name, file);
    }
    return file;
  }

  forget(name: string): void {
    this.fetched.delete(name);
  }

  async column<T extends ColumnType>(name: string, type: T): Promise<ReturnType<typeof columnOf<T>>> {
    const place = this.has(name) ? this.list.columns[name] : undefined;
    if (place === undefined) throw new Error(`${this.name} has no column ${name}`);
    return columnOf(await this.file(place.file), place, type, name);
  }
}

// Fetches below `folder`. Throws Error with the path when it is not there.
export function fetcherOf(folder: string): Fetcher {
  return async (path) => {
    const response = await fetch(`${folder}/${path}`);
    if (!response.ok) throw new Error(`${folder}/${path}: ${response.status} ${response.statusText}`);
    return response.arrayBuffer();
  };
}

// A file of JSON. Throws Error with its name when it is cut off or something else.
export async function readJson(fetcher: Fetcher, path: string, where: string): Promise<unknown> {
  const bytes = await fetcher(path);
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch {
    throw new Error(`${where}/${path} cannot be read: it is truncated or no JSON`);
  }
}

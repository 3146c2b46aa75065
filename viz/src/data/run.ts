// One run: its manifest at once, its columns when somebody asks for them.
import { columnOf } from './columns';
import { asManifest, type ColumnType, type Manifest, type Texts } from './manifest';

export type Fetcher = (path: string) => Promise<ArrayBuffer>;

export class Run {
  private readonly files = new Map<string, Promise<ArrayBuffer>>();

  private constructor(
    readonly name: string,
    readonly manifest: Manifest,
    readonly texts: Texts,
    private readonly fetcher: Fetcher,
  ) {}

  static async open(name: string, fetcher: Fetcher): Promise<Run> {
    const read = async (path: string): Promise<unknown> =>
      JSON.parse(new TextDecoder().decode(await fetcher(path))) as unknown;
    const [manifest, texts] = await Promise.all([read('manifest.json'), read('texts.json')]);
    return new Run(name, asManifest(manifest, name), texts as Texts, fetcher);
  }

  has(column: string): boolean {
    return column in this.manifest.columns;
  }

  // A file as it is; fetched once.
  file(name: string): Promise<ArrayBuffer> {
    let file = this.files.get(name);
    if (file === undefined) {
      file = this.fetcher(name).then((bytes) => {
        const expected = this.manifest.files[name]?.bytes;
        if (expected !== undefined && bytes.byteLength !== expected) {
          throw new Error(`${this.name}/${name} has ${bytes.byteLength} bytes instead of ${expected}: it is truncated`);
        }
        return bytes;
      });
      file.catch(() => this.files.delete(name));
      this.files.set(name, file);
    }
    return file;
  }

  forget(name: string): void {
    this.files.delete(name);
  }

  async column<T extends ColumnType>(name: string, type: T): Promise<ReturnType<typeof columnOf<T>>> {
    const place = this.manifest.columns[name];
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

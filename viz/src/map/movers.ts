// Chunks of tracks round the present time, and everybody's position for each picture.
import type { Run } from '../data/run';
import {
  addCrossings, decodeTracks, networkOf, positionsAt, roomFor, type Crossings, type Network, type Positions, type Tracks,
} from '../data/tracks';
import { degrees, type Base } from '../data/base';
import { toPlane, type Origin } from './plane';

const keptChunks = 3;

export class Movers {
  private readonly network: Network;
  private readonly chunks = new Map<number, Tracks>();
  private readonly asked = new Set<number>();
  private room: Positions = roomFor(0);
  private readonly shown: Uint8Array;
  private crossings: Crossings | null = null;
  private asksCrossings = false;

  constructor(
    private readonly run: Run,
    base: Base,
    private readonly origin: Origin,
    private readonly tell: (error: Error | null) => void,
  ) {
    this.network = networkOf(base.nodes, base.start, toPlane(base.lngLat, origin));
    this.shown = new Uint8Array(run.manifest.tracks?.kinds.length ?? 0).fill(1);
  }

  get kinds(): readonly string[] {
    return this.run.manifest.tracks?.kinds ?? [];
  }

  // Everybody at the time, or null until the chunk has come. The next chunk is asked for ahead of time.
  at(timeS: number): Positions | null {
    const info = this.run.manifest.tracks;
    if (info === undefined) return null;
    const chunk = Math.min(info.chunks.length - 1, Math.floor(timeS / info.chunk_s));
    this.ask(chunk);
    if ((timeS / info.chunk_s) % 1 > 0.2) this.ask(chunk + 1);
    this.askCrossings();
    const tracks = this.chunks.get(chunk);
    if (tracks === undefined) return null;
    const most = tracks.count + (this.crossings?.kind.length ?? 0);
    if (this.room.kind.length < most) this.room = roomFor(Math.ceil(most * 1.3));
    positionsAt(tracks, this.network, timeS * 10, this.room, this.shown);
    if (this.crossings !== null) addCrossings(this.crossings, timeS * 10, this.room, this.shown);
    return this.room;
  }

  private askCrossings(): void {
    if (this.asksCrossings || !this.run.has('crossing.kind')) return;
    this.asksCrossings = true;
    Promise.all([this.run.column('crossing.point', 'i32'), this.run.column('crossing.time_ds', 'i32'), this.run.column('crossing.kind', 'u8')]).then(
      ([points, timeDs, kind]) => {
        const xy = toPlane(degrees(points as Int32Array, this.run.manifest.steps_per_degree), this.origin);
        this.crossings = { xy, timeDs: timeDs as Int32Array, kind: kind as Uint8Array };
        this.tell(null);
      },
      (error: unknown) => this.tell(error instanceof Error ? error : new Error(String(error))),
    );
  }

  private ask(chunk: number): void {
    const file = this.run.manifest.tracks?.chunks[chunk]?.file;
    if (file === undefined || this.asked.has(chunk)) return;
    this.asked.add(chunk);
    // What failed once is not asked for again: the page would ask with every picture.
    this.run.file(file).then((bytes) => {
      this.chunks.set(chunk, decodeTracks(bytes, this.network));
      this.run.forget(file);
      for (const old of this.chunks.keys()) {
        if (this.chunks.size <= keptChunks) break;
        if (old === chunk) continue;
        this.chunks.delete(old);
        this.asked.delete(old);
      }
      this.tell(null);
    }).catch((error: unknown) => this.tell(error instanceof Error ? error : new Error(String(error))));
  }
}

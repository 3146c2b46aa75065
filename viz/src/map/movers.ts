// Chunks of tracks round the present time, and everybody's position for each picture.
import type { Run } from '../data/run';
import { decodeTracks, networkOf, positionsAt, roomFor, type Network, type Positions, type Tracks } from '../data/tracks';
import type { Base } from '../data/base';
import { toPlane, type Origin } from './plane';

const keptChunks = 3;

export class Movers {
  private readonly network: Network;
  private readonly chunks = new Map<number, Tracks>();
  private readonly asked = new Set<number>();
  private room: Positions = roomFor(0);
  private readonly shown: Uint8Array;

  constructor(
    private readonly run: Run,
    base: Base,
    origin: Origin,
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
    const tracks = this.chunks.get(chunk);
    if (tracks === undefined) return null;
    if (this.room.kind.length < tracks.count) this.room = roomFor(Math.ceil(tracks.count * 1.3));
    positionsAt(tracks, this.network, timeS * 10, this.room, this.shown);
    return this.room;
  }

  private ask(chunk: number): void {
    const file = this.run.manifest.tracks?.chunks[chunk]?.file;
    if (file === undefined || this.asked.has(chunk)) return;
    this.asked.add(chunk);
    this.run.file(file).then(
      (bytes) => {
        this.chunks.set(chunk, decodeTracks(bytes, this.network));
        this.run.forget(file);
        for (const old of this.chunks.keys()) {
          if (this.chunks.size <= keptChunks) break;
          if (old === chunk) continue;
          this.chunks.delete(old);
          this.asked.delete(old);
        }
        this.tell(null);
      },
      (error: unknown) => {
        this.asked.delete(chunk);
        this.tell(error instanceof Error ? error : new Error(String(error)));
      },
    );
  }
}

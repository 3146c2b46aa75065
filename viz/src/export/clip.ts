// A clip of what the maps show while time runs on: each picture is drawn to one canvas that the browser records.
import { drawPicture, sizeOf, type PictureParts } from './picture';

// VP8 first: it keeps up on machines without an encoder of their own.
const types = ['video/webm;codecs=vp8', 'video/webm;codecs=vp9', 'video/webm'];
const bitsPerSecond = 6_000_000;
const picturesPerSecond = 30;
const sliceMs = 100; // after which the recorder tells what it has
const longestWaitMs = 20_000;
const picturesBehind = 3;

export function clipType(): string | null {
  if (typeof MediaRecorder === 'undefined') return null;
  return types.find((type) => MediaRecorder.isTypeSupported(type)) ?? null;
}

export class Clip {
  private readonly context: CanvasRenderingContext2D;
  private readonly recorder: MediaRecorder;
  private readonly pieces: Blob[] = [];
  private readonly started = performance.now();

  constructor(
    type: string,
    private readonly parts: () => PictureParts,
  ) {
    const canvas = document.createElement('canvas');
    Object.assign(canvas, sizeOf(parts()));
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('no picture can be drawn');
    this.context = context;
    this.recorder = new MediaRecorder(canvas.captureStream(picturesPerSecond), { mimeType: type, videoBitsPerSecond: bitsPerSecond });
    this.recorder.ondataavailable = (event): void => void this.pieces.push(event.data);
    this.frame();
    this.recorder.start(sliceMs);
  }

  // To be called after each picture of the maps.
  frame(): void {
    drawPicture(this.context, this.parts());
  }

  private bytes(): number {
    return this.pieces.reduce((sum, piece) => sum + piece.size, 0);
  }

  seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  async stop(): Promise<Blob> {
    // The last picture is told until the recorder has taken it, behind what still waits: a slow one would leave it out, and the
    // clip would be shorter than it took, or empty.
    const until = performance.now() + longestWaitMs;
    let bytes = this.bytes();
    for (let taken = 0; taken < picturesBehind && performance.now() < until; ) {
      this.frame();
      await new Promise((resolve) => setTimeout(resolve, 2 * sliceMs));
      if (this.bytes() > bytes) ++taken;
      bytes = this.bytes();
    }
    const stopped = new Promise<void>((resolve) => {
      this.recorder.onstop = (): void => resolve();
    });
    this.recorder.stop();
    await stopped;
    return new Blob(this.pieces, { type: 'video/webm' });
  }
}

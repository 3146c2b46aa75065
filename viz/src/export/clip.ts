// A clip of what the maps show while time runs on: each picture is drawn to one canvas that the browser records.
import { drawPicture, sizeOf, type PictureParts } from './picture';

const types = ['video/webm;codecs=vp9', 'video/webm;codecs=vp8', 'video/webm'];
const bitsPerSecond = 6_000_000;

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
    this.recorder = new MediaRecorder(canvas.captureStream(30), { mimeType: type, videoBitsPerSecond: bitsPerSecond });
    this.recorder.ondataavailable = (event): void => void this.pieces.push(event.data);
    this.frame();
    this.recorder.start();
  }

  // To be called after each picture of the maps.
  frame(): void {
    drawPicture(this.context, this.parts());
  }

  seconds(): number {
    return (performance.now() - this.started) / 1000;
  }

  async stop(): Promise<Blob> {
    const stopped = new Promise<void>((resolve) => {
      this.recorder.onstop = (): void => resolve();
    });
    this.recorder.stop();
    await stopped;
    return new Blob(this.pieces, { type: 'video/webm' });
  }
}

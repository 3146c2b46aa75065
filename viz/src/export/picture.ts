// The maps as one picture with title, clock and legend, for a file or for each frame of a clip.

interface LegendBox {
  readonly title: string;
  readonly rows: readonly { readonly colour: string; readonly more?: readonly string[]; readonly text: string }[];
}

export interface PictureParts {
  readonly maps: readonly { readonly canvas: HTMLCanvasElement; readonly name: string }[];
  readonly title: string;
  readonly clock: string;
  readonly note: string;
  readonly legend: readonly LegendBox[];
}

const headPx = 44;
const font = 'system-ui, sans-serif';

export function sizeOf(parts: PictureParts): { width: number; height: number } {
  const ratio = window.devicePixelRatio || 1;
  const width = parts.maps.reduce((sum, map) => sum + map.canvas.width / ratio, 0);
  const height = Math.max(...parts.maps.map((map) => map.canvas.height / ratio)) + headPx;
  // Even numbers: most encoders want them.
  return { width: Math.max(2, Math.floor(width / 2) * 2), height: Math.max(2, Math.floor(height / 2) * 2) };
}

export function drawPicture(context: CanvasRenderingContext2D, parts: PictureParts): void {
  const ratio = window.devicePixelRatio || 1;
  const { width, height } = context.canvas;
  context.fillStyle = '#ffffff';
  context.fillRect(0, 0, width, height);
  let x = 0;
  for (const map of parts.maps) {
    const w = map.canvas.width / ratio;
    const mapHeight = map.canvas.height / ratio;
    context.drawImage(map.canvas, x, headPx, w, mapHeight);
    if (parts.maps.length > 1) {
      label(context, map.name, x + 10, headPx + 10);
      context.fillStyle = '#ffffff';
      if (x > 0) context.fillRect(x - 1, headPx, 2, mapHeight);
    }
    x += w;
  }
  context.fillStyle = '#17393a';
  context.textBaseline = 'middle';
  context.font = `600 17px ${font}`;
  context.textAlign = 'left';
  context.fillText(parts.title, 12, headPx / 2, width - 110);
  context.font = `700 22px ${font}`;
  context.textAlign = 'right';
  context.fillText(parts.clock, width - 12, headPx / 2);
  context.textAlign = 'left';
  let left = 12;
  for (const box of parts.legend) left += drawLegend(context, box, left, height) + 8;
  if (parts.note !== '') {
    context.font = `11px ${font}`;
    const noteWidth = context.measureText(parts.note).width + 12;
    context.fillStyle = 'rgba(255,255,255,0.85)';
    context.fillRect(width - noteWidth, height - 18, noteWidth, 18);
    context.fillStyle = '#3b3f45';
    context.textAlign = 'right';
    context.fillText(parts.note, width - 6, height - 9);
    context.textAlign = 'left';
  }
}

function label(context: CanvasRenderingContext2D, words: string, x: number, y: number): void {
  context.font = `600 13px ${font}`;
  context.textBaseline = 'middle';
  const width = context.measureText(words).width;
  context.fillStyle = 'rgba(255,255,255,0.92)';
  context.fillRect(x, y, width + 14, 24);
  context.fillStyle = '#17393a';
  context.fillText(words, x + 7, y + 12);
}

// Returns how wide it is.
function drawLegend(context: CanvasRenderingContext2D, legend: LegendBox, left: number, height: number): number {
  const rowPx = 17;
  context.font = `600 12px ${font}`;
  const titlePx = context.measureText(legend.title).width;
  context.font = `12px ${font}`;
  const widest = Math.max(titlePx - 30, ...legend.rows.map((row) => context.measureText(row.text).width));
  const boxWidth = widest + 46;
  const boxHeight = rowPx * (legend.rows.length + 1) + 14;
  const top = height - boxHeight - 12;
  context.fillStyle = 'rgba(255,255,255,0.9)';
  context.fillRect(left, top, boxWidth, boxHeight);
  context.fillStyle = '#23272b';
  context.textBaseline = 'middle';
  context.font = `600 12px ${font}`;
  context.fillText(legend.title, left + 8, top + 6 + rowPx / 2);
  context.font = `12px ${font}`;
  legend.rows.forEach((row, i) => {
    const y = top + 6 + rowPx * (i + 1.5);
    const colours = [row.colour, ...(row.more ?? [])];
    colours.forEach((colour, part) => {
      context.fillStyle = colour;
      context.fillRect(left + 8 + (20 * part) / colours.length, y - 5, 20 / colours.length, 10);
    });
    context.fillStyle = '#23272b';
    context.fillText(row.text, left + 34, y);
  });
  return boxWidth;
}

export async function pngOf(parts: PictureParts): Promise<Blob> {
  const canvas = document.createElement('canvas');
  Object.assign(canvas, sizeOf(parts));
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('no picture can be drawn');
  drawPicture(context, parts);
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (blob === null) throw new Error('no picture can be written');
  return blob;
}

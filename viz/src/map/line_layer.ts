// Lines with round ends: four corners a segment, with little work by corner, and no instances, which renderers without a
// graphics processor (SwiftShader) draw one by one: with them 25,000 segments take seconds there, without them milliseconds.
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from 'maplibre-gl';
import { blend, column, programOf, release } from './gl';
import { fromPlane, type Origin } from './plane';

// A point to the right of a segment is `aside` widths away from its centre line, so that two directions lie side by side.
// A casing makes it wider without moving it: little where it is thin, so that dense streets leave something of what is below.
// What would be thinner than a line can be is drawn that thin, without a casing, and lets what is below shine through.
const vertexSource = `
const float thinnest = 0.7;
uniform mat4 matrix;
uniform vec2 halfPx;
uniform float scale;
uniform float aside;
uniform float casing;
in vec4 ends;
in float width;
in vec4 colour;
out vec2 at;
flat out vec4 shade;
flat out vec2 shape;
void main() {
  vec4 a = matrix * vec4(ends.xy, 0.0, 1.0);
  vec4 b = matrix * vec4(ends.zw, 0.0, 1.0);
  bool isThin = width * scale < thinnest;
  bool isHidden = width <= 0.0 || (casing > 0.0 && isThin);
  if (a.w <= 0.0 || b.w <= 0.0 || isHidden) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
  vec2 pa = a.xy / a.w * halfPx;
  vec2 pb = b.xy / b.w * halfPx;
  float len = distance(pa, pb);
  vec2 along = len > 0.0 ? (pb - pa) / len : vec2(1.0, 0.0);
  vec2 left = vec2(-along.y, along.x);
  float own = max(width * scale, thinnest);
  float w = own + 2.0 * min(casing, 0.4 * (own - thinnest));
  float reach = 0.5 * w + 1.0;
  float x = (gl_VertexID & 1) == 0 ? -reach : len + reach;
  float y = (gl_VertexID & 2) == 0 ? -reach : reach;
  at = vec2(x, y);
  shade = vec4(colour.rgb, isThin ? colour.a * width * scale / thinnest : colour.a);
  shape = vec2(len, w);
  vec2 place = pa + along * x + left * (y - aside * own);
  gl_Position = vec4(place / halfPx, 0.0, 1.0);
}`;

const fragmentSource = `
in vec2 at;
flat in vec4 shade;
flat in vec2 shape;
out vec4 result;
void main() {
  float outside = length(vec2(at.x - clamp(at.x, 0.0, shape.x), at.y));
  float cover = clamp(0.5 * shape.y + 0.5 - outside, 0.0, 1.0);
  if (cover <= 0.0) discard;
  float opacity = shade.a * cover;
  result = vec4(shade.rgb * opacity, opacity);
}`;

// Words by segment, repeated at its four corners.
export function atCorners(words: Uint32Array, perSegment: number): Uint32Array {
  const result = new Uint32Array(4 * words.length);
  for (let from = 0, to = 0; from < words.length; from += perSegment) {
    for (let corner = 0; corner < 4; ++corner) {
      for (let i = 0; i < perSegment; ++i) result[to++] = words[from + i]!;
    }
  }
  return result;
}

// Two triangles of the four corners of each segment.
export function triangles(segments: number): Uint32Array {
  const result = new Uint32Array(6 * segments);
  for (let segment = 0; segment < segments; ++segment) {
    const corner = 4 * segment;
    result.set([corner, corner + 1, corner + 2, corner + 2, corner + 1, corner + 3], 6 * segment);
  }
  return result;
}

export class LineLayer implements CustomLayerInterface {
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  private gl: WebGL2RenderingContext | null = null;
  private map: MapLibreMap | null = null;
  private program: WebGLProgram | null = null;
  private array: WebGLVertexArrayObject | null = null;
  private buffers: { ends: WebGLBuffer; widths: WebGLBuffer; colours: WebGLBuffer; corners: WebGLBuffer } | null = null;
  private ends: Float32Array = new Float32Array(0);
  private widths: Float32Array = new Float32Array(0);
  private colours: Uint8Array = new Uint8Array(0);
  private newEnds = true;
  private newStyle = true;
  scale = 1;

  // `aside`: see above.
  constructor(
    readonly id: string,
    private readonly origin: Origin,
    private readonly aside: number,
    private readonly casingPx = 0, // on each side, at most
  ) {}

  // Four numbers a segment: both ends in the plane.
  setSegments(ends: Float32Array): void {
    this.ends = ends;
    this.newEnds = true;
  }

  // By segment: width in pixels before `scale`, 0 hides it; red, green, blue, opacity.
  setStyle(widths: Float32Array, colours: Uint8Array): void {
    this.widths = widths;
    this.colours = colours;
    this.newStyle = true;
    this.map?.triggerRepaint();
  }

  onAdd(map: MapLibreMap, gl: WebGL2RenderingContext): void {
    this.gl = gl;
    this.map = map;
    this.program = programOf(gl, vertexSource, fragmentSource);
    this.buffers = { ends: gl.createBuffer(), widths: gl.createBuffer(), colours: gl.createBuffer(), corners: gl.createBuffer() };
    this.array = gl.createVertexArray();
    gl.bindVertexArray(this.array);
    column(gl, this.program, 'ends', this.buffers.ends, 4, gl.FLOAT, false);
    column(gl, this.program, 'width', this.buffers.widths, 1, gl.FLOAT, false);
    column(gl, this.program, 'colour', this.buffers.colours, 4, gl.UNSIGNED_BYTE, true);
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffers.corners);
    gl.bindVertexArray(null);
    this.newEnds = true;
    this.newStyle = true;
  }

  render(gl: WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    if (this.program === null || this.buffers === null || this.ends.length === 0 || this.widths.length === 0) return;
    if (this.newEnds) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.ends);
      gl.bufferData(gl.ARRAY_BUFFER, atCorners(new Uint32Array(this.ends.buffer, this.ends.byteOffset, this.ends.length), 4), gl.STATIC_DRAW);
      gl.bindVertexArray(this.array);
      gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, triangles(this.ends.length / 4), gl.STATIC_DRAW);
      gl.bindVertexArray(null);
      this.newEnds = false;
    }
    if (this.newStyle) {
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.widths);
      gl.bufferData(gl.ARRAY_BUFFER, atCorners(new Uint32Array(this.widths.buffer), 1), gl.DYNAMIC_DRAW);
      gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers.colours);
      gl.bufferData(gl.ARRAY_BUFFER, atCorners(new Uint32Array(this.colours.buffer), 1), gl.DYNAMIC_DRAW);
      this.newStyle = false;
    }
    gl.useProgram(this.program);
    const ratio = window.devicePixelRatio || 1;
    gl.uniformMatrix4fv(gl.getUniformLocation(this.program, 'matrix'), false, fromPlane(input.defaultProjectionData.mainMatrix, this.origin));
    gl.uniform2f(gl.getUniformLocation(this.program, 'halfPx'), gl.drawingBufferWidth / 2, gl.drawingBufferHeight / 2);
    gl.uniform1f(gl.getUniformLocation(this.program, 'scale'), this.scale * ratio);
    gl.uniform1f(gl.getUniformLocation(this.program, 'aside'), this.aside);
    gl.uniform1f(gl.getUniformLocation(this.program, 'casing'), this.casingPx * ratio);
    blend(gl);
    gl.bindVertexArray(this.array);
    gl.drawElements(gl.TRIANGLES, 6 * Math.min(this.ends.length / 4, this.widths.length), gl.UNSIGNED_INT, 0);
    gl.bindVertexArray(null);
  }

  onRemove(): void {
    if (this.gl === null || this.buffers === null) return;
    release(this.gl, this.buffers, this.array, this.program);
    this.program = null;
  }
}

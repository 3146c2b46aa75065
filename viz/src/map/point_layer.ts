// Discs with a rim, one vertex each: sites of services, and everybody who moves.
import type { CustomLayerInterface, CustomRenderMethodInput, Map as MapLibreMap } from 'maplibre-gl';
import { blend, column, programOf, release } from './gl';
import { fromPlane, type Origin } from './plane';

const vertexSource = `
uniform mat4 matrix;
uniform float scale;
uniform float least;
uniform float ratio;
in vec2 place;
in float radius;
in vec4 colour;
out float px;
out vec4 shade;
void main() {
  gl_Position = matrix * vec4(place, 0.0, 1.0);
  px = max(radius * scale, least) * ratio;
  gl_PointSize = 2.0 * px + 2.0;
  shade = colour;
}`;

const fragmentSource = `
uniform float rim;
uniform vec4 rimColour;
in float px;
in vec4 shade;
out vec4 result;
void main() {
  float outside = length(gl_PointCoord - 0.5) * (2.0 * px + 2.0);
  float cover = clamp(px + 0.5 - outside, 0.0, 1.0);
  if (cover <= 0.0) discard;
  float inside = rim > 0.0 ? clamp(px - rim + 0.5 - outside, 0.0, 1.0) : 1.0;
  vec4 mixed = mix(rimColour, shade, inside);
  float opacity = mixed.a * cover;
  result = vec4(mixed.rgb * opacity, opacity);
}`;

export interface PointStyle {
  readonly rimPx: number;
  readonly rim: readonly [number, number, number, number]; // 0 … 1
}

export class PointLayer implements CustomLayerInterface {
  readonly type = 'custom' as const;
  readonly renderingMode = '2d' as const;
  private gl: WebGL2RenderingContext | null = null;
  private map: MapLibreMap | null = null;
  private program: WebGLProgram | null = null;
  private array: WebGLVertexArrayObject | null = null;
  private buffers: { places: WebGLBuffer; radii: WebGLBuffer; colours: WebGLBuffer } | null = null;
  private data: { places: Float32Array; radii: Float32Array; colours: Uint8Array } | null = null;
  private count = 0;
  private changed = true;
  scale = 1;
  leastPx = 0;

  constructor(
    readonly id: string,
    private readonly origin: Origin,
    private readonly style: PointStyle,
  ) {}

  // The first `count` of: places in the plane; radii in pixels before `scale`; red, green, blue, opacity.
  setPoints(count: number, places: Float32Array, radii: Float32Array, colours: Uint8Array): void {
    this.count = count;
    this.data = { places, radii, colours };
    this.changed = true;
    this.map?.triggerRepaint();
  }

  clear(): void {
    this.setPoints(0, new Float32Array(0), new Float32Array(0), new Uint8Array(0));
  }

  onAdd(map: MapLibreMap, gl: WebGL2RenderingContext): void {
    this.gl = gl;
    this.map = map;
    this.program = programOf(gl, vertexSource, fragmentSource);
    this.buffers = { places: gl.createBuffer(), radii: gl.createBuffer(), colours: gl.createBuffer() };
    this.array = gl.createVertexArray();
    gl.bindVertexArray(this.array);
    column(gl, this.program, 'place', this.buffers.places, 2, gl.FLOAT, false);
    column(gl, this.program, 'radius', this.buffers.radii, 1, gl.FLOAT, false);
    column(gl, this.program, 'colour', this.buffers.colours, 4, gl.UNSIGNED_BYTE, true);
    gl.bindVertexArray(null);
    this.changed = true;
  }

  render(gl: WebGL2RenderingContext, input: CustomRenderMethodInput): void {
    if (this.program === null || this.buffers === null || this.data === null || this.count === 0) return;
    if (this.changed) {
      const upload = (buffer: WebGLBuffer, values: Float32Array | Uint8Array, perPoint: number): void => {
        gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
        gl.bufferData(gl.ARRAY_BUFFER, values.subarray(0, this.count * perPoint), gl.STREAM_DRAW);
      };
      upload(this.buffers.places, this.data.places, 2);
      upload(this.buffers.radii, this.data.radii, 1);
      upload(this.buffers.colours, this.data.colours, 4);
      this.changed = false;
    }
    gl.useProgram(this.program);
    const ratio = window.devicePixelRatio || 1;
    const uniform = (name: string): WebGLUniformLocation | null => gl.getUniformLocation(this.program!, name);
    gl.uniformMatrix4fv(uniform('matrix'), false, fromPlane(input.defaultProjectionData.mainMatrix, this.origin));
    gl.uniform1f(uniform('scale'), this.scale);
    gl.uniform1f(uniform('least'), this.leastPx);
    gl.uniform1f(uniform('ratio'), ratio);
    gl.uniform1f(uniform('rim'), this.style.rimPx * ratio);
    gl.uniform4fv(uniform('rimColour'), this.style.rim);
    blend(gl);
    gl.bindVertexArray(this.array);
    gl.drawArrays(gl.POINTS, 0, this.count);
    gl.bindVertexArray(null);
  }

  onRemove(): void {
    if (this.gl === null || this.buffers === null) return;
    release(this.gl, this.buffers, this.array, this.program);
    this.program = null;
  }
}

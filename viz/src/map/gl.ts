// The little of WebGL that the layers share.

export function programOf(gl: WebGL2RenderingContext, vertex: string, fragment: string): WebGLProgram {
  const program = gl.createProgram();
  for (const [kind, source] of [[gl.VERTEX_SHADER, vertex], [gl.FRAGMENT_SHADER, fragment]] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, `#version 300 es\nprecision highp float;\n${source}`);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(`a layer of the map cannot be drawn: ${gl.getProgramInfoLog(program) ?? ''}`);
  return program;
}

// One column by vertex.
export function column(
  gl: WebGL2RenderingContext,
  program: WebGLProgram,
  name: string,
  buffer: WebGLBuffer,
  size: number,
  type: number,
  normalised: boolean,
): void {
  const at = gl.getAttribLocation(program, name);
  if (at < 0) return;
  gl.bindBuffer(gl.ARRAY_BUFFER, buffer);
  gl.enableVertexAttribArray(at);
  gl.vertexAttribPointer(at, size, type, normalised, 0, 0);
}

// Colours are multiplied by their opacity in the shaders; nothing has depth.
export function blend(gl: WebGL2RenderingContext): void {
  gl.disable(gl.DEPTH_TEST);
  gl.disable(gl.STENCIL_TEST);
  gl.disable(gl.CULL_FACE);
  gl.enable(gl.BLEND);
  gl.blendFuncSeparate(gl.ONE, gl.ONE_MINUS_SRC_ALPHA, gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
}

export function release(
  gl: WebGL2RenderingContext,
  buffers: Readonly<Record<string, WebGLBuffer>>,
  array: WebGLVertexArrayObject | null,
  program: WebGLProgram | null,
): void {
  for (const buffer of Object.values(buffers)) gl.deleteBuffer(buffer);
  gl.deleteVertexArray(array);
  gl.deleteProgram(program);
}

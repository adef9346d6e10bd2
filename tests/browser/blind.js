// Takes what Flutter draws and draws nothing of it: nobody looks at these pages, their semantics tree is read.
// A third of a page's processor went into shaders that a machine without a graphics card compiles for each page anew.
{
  const ACTIVE_UNIFORMS = 35718, COMPLETE = 36053, SIGNALED = 37146;
  const asked = {
    3379: 8192, 3415: 8, 7936: 'WebKit', 7937: 'WebKit WebGL', 7938: 'WebGL 2.0 (OpenGL ES 3.0 Chromium)', 34024: 8192,
    34047: 16, 34921: 16, 34930: 32, 35724: 'WebGL GLSL ES 3.00 (OpenGL ES GLSL ES 3.0 Chromium)', 35738: 5121,
    35739: 6408, 36183: 4, 36349: 4096,
  };
  const blind = {};
  for (const [name, {value}] of Object.entries(Object.getOwnPropertyDescriptors(WebGL2RenderingContext.prototype)))
    if (typeof value === 'function') blind[name] = name.startsWith('create') ? () => ({}) : () => {};
  Object.assign(blind, {
    checkFramebufferStatus: () => COMPLETE,
    clientWaitSync: () => SIGNALED,
    fenceSync: () => ({}),
    getError: () => 0,
    getExtension: () => null,
    getParameter: name => asked[name] ?? 0,
    getProgramParameter: (_, name) => name === ACTIVE_UNIFORMS ? 0 : true,
    getShaderParameter: () => true,
    getShaderPrecisionFormat: () => ({rangeMin: 127, rangeMax: 127, precision: 23}),
    getSupportedExtensions: () => [],
    isContextLost: () => false,
  });
  for (const kind of [OffscreenCanvas, HTMLCanvasElement]) {
    const really = kind.prototype.getContext;
    kind.prototype.getContext = function (name, more) { return name === 'webgl2' ? blind : really.call(this, name, more); };
  }
  const taken = OffscreenCanvas.prototype.transferToImageBitmap;
  OffscreenCanvas.prototype.transferToImageBitmap = () => {
    const dot = new OffscreenCanvas(1, 1);
    dot.getContext('2d');
    return taken.call(dot);
  };
  ImageBitmapRenderingContext.prototype.transferFromImageBitmap = picture => picture.close();
}

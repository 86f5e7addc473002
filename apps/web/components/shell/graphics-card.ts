/** As ANGLE and Mesa name the drivers that draw with the processor; the last is that of Windows. */
const softwareDrivers = /swiftshader|llvmpipe|softpipe|software|basic render/i;

let answer: boolean | null = null;

/**
 * Whether WebGL is drawn by a graphics card here. Where it is not, as in many a virtual machine and remote desktop,
 * each frame of it costs the processor a multiple of what the DOM does (measured with SwiftShader: 80 ms, in which no
 * key gets through), and Chromium does not always say so when it is asked for `failIfMajorPerformanceCaveat`.
 */
export function hasGraphicsCard(): boolean {
  answer ??= probe();
  return answer;
}

function probe(): boolean {
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('webgl2', { failIfMajorPerformanceCaveat: true });
  if (context === null) return false;
  const names = context.getExtension('WEBGL_debug_renderer_info');
  const driver = String(context.getParameter(names?.UNMASKED_RENDERER_WEBGL ?? context.RENDERER));
  // A browser gives only a few contexts, and collects them late.
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return !softwareDrivers.test(driver);
}

/**
 * @file The CPU engine in a browser. Its binaries were compiled by the build (`src/app/build/cpu-kernels.ts`) and travel
 * as text in their chunks, so that the one-file edition and a page under any path have them without an address.
 */
import { CpuEngine } from './index.ts';

/** WebAssembly SIMD is missing here, or WebAssembly altogether. */
export class NoSimdError extends Error {
  override name = 'NoSimdError';
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The fastest variant that this browser takes. */
async function chooseBinary(): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof WebAssembly === 'undefined') throw new NoSimdError('there is no WebAssembly here');
  for (const load of [() => import('virtual:cpu-kernels/fused'), () => import('virtual:cpu-kernels/plain')]) {
    const binary = bytesOf((await load()).default);
    if (WebAssembly.validate(binary)) return binary;
  }
  throw new NoSimdError('WebAssembly has no SIMD here');
}

/** Waits for the events that have come meanwhile; `setTimeout` would wait four milliseconds besides. */
function nextTask(): () => Promise<void> {
  const { port1, port2 } = new MessageChannel();
  const waiting: (() => void)[] = [];
  port1.onmessage = () => waiting.shift()?.();
  return () =>
    new Promise((resolve) => {
      waiting.push(resolve);
      port2.postMessage(null);
    });
}

/** Opens the engine. Throws `NoSimdError`. */
export async function openBrowserCpu(): Promise<CpuEngine> {
  const module = await WebAssembly.compile(await chooseBinary());
  return new CpuEngine({ adapter: 'WebAssembly SIMD', kernels: async () => module, pause: nextTask() });
}

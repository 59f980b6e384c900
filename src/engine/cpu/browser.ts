/**
 * @file The CPU engine in a browser. Its binaries were compiled by the build (`src/app/build/cpu-kernels.ts`) and
 * embedded as text, so that the one-file edition and a page under any path need no URL for them.
 */
import { startHelpers } from './helpers.ts';
import { CpuEngine } from './index.ts';

/** The browser has no WebAssembly SIMD, or no WebAssembly. */
class NoSimdError extends Error {
  override name = 'NoSimdError';
}

function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** The fastest variant that this browser supports. */
async function chooseBinary(shared: boolean): Promise<Uint8Array<ArrayBuffer>> {
  if (typeof WebAssembly === 'undefined') throw new NoSimdError('there is no WebAssembly here');
  const loads = shared
    ? [() => import('virtual:cpu-kernels/fused-shared'), () => import('virtual:cpu-kernels/plain-shared')]
    : [() => import('virtual:cpu-kernels/fused'), () => import('virtual:cpu-kernels/plain')];
  for (const load of loads) {
    const binary = bytesOf((await load()).default);
    if (WebAssembly.validate(binary)) return binary;
  }
  throw new NoSimdError('WebAssembly has no SIMD here');
}

/** More threads gain little at this size of model. */
const MOST_THREADS = 8;

/** One thread per core where threads may share memory, else one. WebKitGTK isolates a page but has no shared memory. */
function threadsHere(): number {
  if (!globalThis.crossOriginIsolated || typeof SharedArrayBuffer === 'undefined') return 1;
  return Math.max(1, Math.min(MOST_THREADS, navigator.hardwareConcurrency ?? 1));
}

/** Yields to pending events; `setTimeout` would add four milliseconds. */
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

/** Opens the engine with the given number of threads. Throws `NoSimdError`. */
export async function openBrowserCpu(threads = threadsHere()): Promise<CpuEngine> {
  const module = await WebAssembly.compile(await chooseBinary(threads > 1));
  return new CpuEngine({
    adapter: threads > 1 ? `WebAssembly SIMD × ${threads}` : 'WebAssembly SIMD',
    kernels: async () => module,
    pause: nextTask(),
    ...(threads > 1 && { helpers: { count: threads - 1, start: startHelpers } }),
  });
}

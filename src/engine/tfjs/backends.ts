/**
 * @file Starts the backends of tfjs. WebGL and the CPU come with it, the others are loaded when they are asked for.
 *
 * `webgpu` computes on the device that we own, through the public constructor of its backend; without one tfjs opens
 * its own. `wasm` reads its binaries from files of this build, never from a CDN.
 */
import * as tf from '@tensorflow/tfjs';
import type { Gpu } from '../webgpu/gpu.ts';

export type TfjsBackend = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** A backend of tfjs that does not start on this machine. */
export class TfjsBackendError extends Error {
  readonly backend: TfjsBackend;
  constructor(backend: TfjsBackend, reason: string) {
    super(`tfjs cannot start its ${backend} backend here: ${reason}`);
    this.name = 'TfjsBackendError';
    this.backend = backend;
  }
}

async function loadWasm(): Promise<void> {
  const [{ setWasmPaths }, plain, simd, threaded] = await Promise.all([
    import('@tensorflow/tfjs-backend-wasm'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-simd.wasm?url'),
    import('@tensorflow/tfjs-backend-wasm/dist/tfjs-backend-wasm-threaded-simd.wasm?url'),
  ]);
  setWasmPaths({
    'tfjs-backend-wasm.wasm': plain.default,
    'tfjs-backend-wasm-simd.wasm': simd.default,
    'tfjs-backend-wasm-threaded-simd.wasm': threaded.default,
  });
}

/** The device of ours that tfjs currently computes on. */
let sharedDevice: GPUDevice | null = null;

async function loadWebGpu(gpu: Gpu | undefined): Promise<void> {
  const { WebGPUBackend } = await import('@tensorflow/tfjs-backend-webgpu');
  // A second backend on the same device would free the tensors of the first.
  if (!gpu || gpu.device === sharedDevice) return;
  sharedDevice = gpu.device;
  // The kernels are registered for the name 'webgpu', so our backend registers under that name.
  tf.removeBackend('webgpu');
  tf.registerBackend('webgpu', () => new WebGPUBackend(gpu.device, gpu.info));
}

async function load(backend: TfjsBackend, gpu: Gpu | undefined): Promise<void> {
  if (backend === 'webgpu') await loadWebGpu(gpu);
  // A backend that is running has its binaries already.
  if (backend === 'wasm' && !tf.findBackend('wasm')) await loadWasm();
}

/** Loads and starts a backend. Throws `TfjsBackendError`. */
export async function startBackend(backend: TfjsBackend, gpu?: Gpu): Promise<void> {
  let started: boolean;
  try {
    await load(backend, gpu);
    started = await tf.setBackend(backend);
  } catch (error) {
    throw new TfjsBackendError(backend, error instanceof Error ? error.message : String(error));
  }
  if (!started) throw new TfjsBackendError(backend, 'it does not initialise');
}

/** Activates a started backend. tfjs has one active backend at a time; switching to a started one is synchronous. */
export function activateBackend(backend: TfjsBackend): void {
  if (tf.getBackend() !== backend) void tf.setBackend(backend);
}

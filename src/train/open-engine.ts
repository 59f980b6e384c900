/** @file Finds a device: WebGPU with our engine where it is, else tfjs on the best backend that starts. */
import type { Engine } from '../engine/engine.ts';
import { NoGpuError, openGpu, WebGpuEngine } from '../engine/webgpu/index.ts';
import type { BackendPreference, DeviceInfo } from './protocol.ts';

export interface OpenedEngine {
  engine: Engine | null;
  device: DeviceInfo;
}

type TfjsBackend = 'webgpu' | 'webgl' | 'wasm' | 'cpu';

/** In order of trial where WebGPU is missing. */
const FALLBACKS: readonly TfjsBackend[] = ['webgl', 'wasm', 'cpu'];

export async function openEngine(preference: BackendPreference): Promise<OpenedEngine> {
  let reason: DeviceInfo['reason'] = 'requested';
  if (preference === 'auto' || preference === 'webgpu') {
    try {
      const gpu = await openGpu(globalThis.navigator?.gpu);
      return {
        engine: new WebGpuEngine(gpu),
        device: {
          backend: 'webgpu',
          adapter: gpu.adapterName,
          software: isSoftware(gpu.adapterName),
          reason: null,
        },
      };
    } catch (error) {
      reason = error instanceof NoGpuError ? error.reason : 'deviceFailed';
      if (preference === 'webgpu') return nothing(reason);
    }
  }
  const wanted = preference === 'auto' ? FALLBACKS : [preference.slice('tfjs-'.length) as TfjsBackend];
  for (const backend of wanted) {
    try {
      const { openTfjs } = await import('../engine/tfjs/index.ts');
      const engine = await openTfjs(backend);
      return {
        engine,
        device: {
          backend: `tfjs-${backend}`,
          adapter: engine.adapter,
          software: backend === 'wasm' || backend === 'cpu' || isSoftware(engine.adapter),
          reason,
        },
      };
    } catch {
      // The next backend may start; if none does, the page says that nothing can train here.
    }
  }
  return nothing(reason);
}

function nothing(reason: DeviceInfo['reason']): OpenedEngine {
  return { engine: null, device: { backend: null, adapter: '', software: false, reason } };
}

/** Adapters known to compute on the CPU. */
export function isSoftware(adapter: string): boolean {
  return /swiftshader|llvmpipe|lavapipe|software|basic render/i.test(adapter);
}

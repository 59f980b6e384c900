/** @file The engine of the long commands: a GPU through Dawn where there is one, else the CPU. */
import { openNodeCpu } from '../../src/engine/cpu/node.ts';
import type { Engine } from '../../src/engine/engine.ts';
import { WebGpuEngine } from '../../src/engine/webgpu/index.ts';
import { mayHaveGpu, openDawn } from './dawn.ts';

export const ENGINE_CHOICES = ['auto', 'webgpu', 'cpu'] as const;

/** 'auto' never uses a software GPU, which is several times slower than the CPU engine; 'webgpu' does. */
export async function openEngine(choice: (typeof ENGINE_CHOICES)[number]): Promise<Engine> {
  if (choice === 'cpu') return openNodeCpu();
  if (choice === 'webgpu') return new WebGpuEngine(await openDawn());
  const gpu = mayHaveGpu() ? await openDawn({ software: false }).catch(() => null) : null;
  return gpu ? new WebGpuEngine(gpu) : openNodeCpu();
}

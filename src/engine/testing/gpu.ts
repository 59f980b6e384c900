/** @file One device for all GPU tests: opening it takes longer than most of them. */
import { type Gpu, openGpu } from '../webgpu/index.ts';

let opened: Promise<Gpu> | null = null;

async function open(): Promise<Gpu> {
  const gpu = await openGpu(navigator.gpu);
  // A wrong bind group or shader only makes a dispatch do nothing: thrown here, it fails the run of the tests.
  gpu.device.addEventListener('uncapturederror', ({ error }) => {
    throw new Error(`WebGPU: ${error.message}`);
  });
  return gpu;
}

export function sharedGpu(): Promise<Gpu> {
  opened ??= open();
  return opened;
}

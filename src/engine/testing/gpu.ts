/** @file One device for all GPU tests: opening it takes longer than most of them. */
import { type Gpu, openGpu } from '../webgpu/index.ts';

let opened: Promise<Gpu> | null = null;

export function sharedGpu(): Promise<Gpu> {
  opened ??= openGpu(navigator.gpu);
  return opened;
}

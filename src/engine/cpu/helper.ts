/** @file A helping thread's worker: takes its module and memory, then calls of kernels until it is ended. */
import type { CpuExports } from './exports.ts';
import { help, type Shared } from './pool.ts';

export interface HelperStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  shared: Shared;
  /** 1 for the first helper; 0 is the thread that hands out the work. */
  thread: number;
}

addEventListener('message', async ({ data }: MessageEvent<HelperStart>) => {
  const { module, memory, shared, thread } = data;
  const abort = () => {
    throw new Error('a CPU kernel stopped');
  };
  const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort } });
  help(shared, exports as unknown as CpuExports, thread);
});

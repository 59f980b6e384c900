/** @file The worker of a helper thread: receives its module and memory, then runs kernel calls until it is terminated. */
import type { CpuExports } from './exports.ts';
import { runHelper, type SharedJobs } from './pool.ts';

export interface HelperStart {
  module: WebAssembly.Module;
  memory: WebAssembly.Memory;
  shared: SharedJobs;
  /** 1 for the first helper; 0 is the thread that creates the jobs. */
  thread: number;
}

addEventListener('message', async ({ data }: MessageEvent<HelperStart>) => {
  const { module, memory, shared, thread } = data;
  const abort = () => {
    throw new Error('a CPU kernel failed');
  };
  const { exports } = await WebAssembly.instantiate(module, { env: { memory, abort } });
  runHelper(shared, exports as unknown as CpuExports, thread);
});

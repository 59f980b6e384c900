/** @file The CPU engine in Node: pretraining and recording where there is no GPU, and tests. */
import { cpus } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { cpuBinary } from './compile.ts';
import { CpuEngine } from './index.ts';

let compiled: Promise<WebAssembly.Module> | null = null;

/** The module, compiled once per process; Node 20 has relaxed SIMD behind a flag. */
export function cpuModule(): Promise<WebAssembly.Module> {
  compiled ??= (async () => {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    const fused = await cpuBinary('fused');
    return WebAssembly.compile(WebAssembly.validate(fused) ? fused : await cpuBinary('plain'));
  })();
  return compiled;
}

export function openNodeCpu(): CpuEngine {
  return new CpuEngine({
    adapter: `${cpus()[0]?.model.trim() ?? 'CPU'} (one thread)`,
    kernels: cpuModule,
  });
}

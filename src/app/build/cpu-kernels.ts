/** @file Vite plugin: the CPU engine's kernels, compiled while building. The page has no compiler and fetches no binary. */
import type { Plugin } from 'vite';
import { CPU_VARIANTS, type CpuVariant, cpuBinary } from '../../engine/cpu/compile.ts';

const PREFIX = 'virtual:cpu-kernels/';

/** `virtual:cpu-kernels/fused` and `virtual:cpu-kernels/plain`: the binary of a variant as base64. */
export function cpuKernels(): Plugin {
  return {
    name: 'cpu-kernels',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : null),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return null;
      const variant = id.slice(PREFIX.length + 1);
      if (!(variant in CPU_VARIANTS)) this.error(`there are no kernels called ${variant}`);
      const binary = await cpuBinary(variant as CpuVariant);
      return `export default '${Buffer.from(binary).toString('base64')}';`;
    },
  };
}

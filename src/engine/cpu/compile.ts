/**
 * @file From `assembly/` to WebAssembly, in Node: by the build for the page, and when the engine is first opened in a
 * command or a test. Compiling takes some seconds, so a binary is cached in .cache until a source changes.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { SHARED_PAGES } from './memory.ts';

/** With fused multiply-add (relaxed SIMD), or with what every WebAssembly SIMD has; for one thread, or for a shared memory. */
export type CpuVariant = 'fused' | 'plain' | 'fused-shared' | 'plain-shared';

export const CPU_VARIANTS: Readonly<Record<CpuVariant, readonly string[]>> = {
  fused: ['simd', 'relaxed-simd'],
  plain: ['simd'],
  'fused-shared': ['simd', 'relaxed-simd', 'threads'],
  'plain-shared': ['simd', 'threads'],
};

const SOURCES = new URL('./assembly/', import.meta.url);
const CACHE = new URL('../../../.cache/cpu-kernels/', import.meta.url);

async function compile(features: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | null = null;
  const enabled = features.flatMap((feature) => ['--enable', feature]);
  if (features.includes('threads')) enabled.push('--sharedMemory', '--maximumMemory', String(SHARED_PAGES));
  const { error, stderr } = await asc.main(
    ['index.ts', '-O3', '--runtime', 'stub', '--importMemory', '--outFile', 'out.wasm', ...enabled],
    {
      readFile: (name) => {
        if (!/^[\w-]+\.ts$/.test(name)) return null;
        try {
          return readFileSync(new URL(name, SOURCES), 'utf8');
        } catch {
          return null;
        }
      },
      writeFile: (name, contents) => {
        if (name.endsWith('.wasm')) binary = contents as Uint8Array;
      },
      listFiles: () => [],
    },
  );
  if (error || !binary)
    throw new Error(`the CPU kernels do not compile: ${error?.message}\n${stderr.toString()}`);
  return Uint8Array.from(binary);
}

/** The binary of the current sources, from the cache if it is there. Throws if they do not compile. */
export async function cpuBinary(variant: CpuVariant): Promise<Uint8Array<ArrayBuffer>> {
  const features = CPU_VARIANTS[variant];
  const hash = createHash('sha256').update(features.join());
  for (const name of readdirSync(SOURCES).sort())
    hash.update(name).update(readFileSync(new URL(name, SOURCES)));
  const file = new URL(`${hash.digest('hex').slice(0, 16)}.wasm`, CACHE);
  try {
    return Uint8Array.from(readFileSync(file));
  } catch {
    const binary = await compile(features);
    try {
      mkdirSync(CACHE, { recursive: true });
      const part = new URL(`${file.href}.${process.pid}`);
      writeFileSync(part, binary);
      renameSync(part, file);
    } catch {
      // Without a writable cache it is compiled again next time.
    }
    return binary;
  }
}

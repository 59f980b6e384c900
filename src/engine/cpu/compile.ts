/**
 * @file From `assembly/` to a module: AssemblyScript compiled when this engine is first opened (some seconds) and kept
 * in .cache until a source changes. With fused multiply-add (relaxed SIMD, behind a flag in Node 20) where V8 has it.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { setFlagsFromString } from 'node:v8';

/** What `assembly/index.ts` exports; pointers are byte offsets into the memory, 0 for "none". */
export interface CpuExports {
  matmul(
    layout: number,
    a: number,
    b: number,
    m: number,
    n: number,
    k: number,
    base: number,
    c: number,
    scale: number,
    scratch: number,
  ): void;
  attentionScratch(length: number, dim: number): number;
  attention(
    q: number,
    k: number,
    v: number,
    y: number,
    logSumExp: number,
    length: number,
    past: number,
    dim: number,
    row: number,
    scale: number,
    scratch: number,
  ): void;
  attentionGradQuery(
    q: number,
    k: number,
    v: number,
    y: number,
    logSumExp: number,
    dy: number,
    dq: number,
    delta: number,
    length: number,
    past: number,
    dim: number,
    row: number,
    scale: number,
    scratch: number,
  ): void;
  attentionGradKeyValue(
    q: number,
    k: number,
    v: number,
    logSumExp: number,
    delta: number,
    dy: number,
    dk: number,
    dv: number,
    length: number,
    past: number,
    dim: number,
    row: number,
    scale: number,
    scratch: number,
  ): void;
  swiGlu(gate: number, up: number, y: number, count: number): void;
  swiGluGrad(gate: number, up: number, dy: number, dgate: number, dup: number, count: number): void;
  crossEntropy(
    logits: number,
    targets: number,
    weights: number,
    weightSum: number,
    loss: number,
    correct: number,
    gradient: number,
    rows: number,
    vocabulary: number,
  ): void;
  rmsNorm(
    x: number,
    weight: number,
    y: number,
    inverse: number,
    rows: number,
    width: number,
    epsilon: number,
  ): void;
  rmsNormGradInput(
    dy: number,
    x: number,
    weight: number,
    inverse: number,
    partial: number,
    dx: number,
    rows: number,
    width: number,
  ): void;
  rmsNormGradWeight(
    dy: number,
    x: number,
    inverse: number,
    dweight: number,
    rows: number,
    width: number,
  ): void;
  rope(
    x: number,
    y: number,
    table: number,
    positions: number,
    rows: number,
    width: number,
    dim: number,
    sign: number,
  ): void;
  sgd(
    weights: number,
    gradients: number,
    first: number,
    count: number,
    rate: number,
    momentum: number,
    decay: number,
    clip: number,
  ): void;
  adamW(
    weights: number,
    gradients: number,
    first: number,
    second: number,
    count: number,
    rate: number,
    beta1: number,
    beta2: number,
    epsilon: number,
    decay: number,
    clip: number,
    correction1: number,
    correction2: number,
  ): void;
}

const SOURCES = new URL('./assembly/', import.meta.url);
const CACHE = new URL('../../../.cache/cpu-kernels/', import.meta.url);

async function compile(features: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { default: asc } = await import('assemblyscript/asc');
  let binary: Uint8Array | null = null;
  const enabled = features.flatMap((feature) => ['--enable', feature]);
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

/** The binary of the present sources, from the cache if it is there. */
async function binaryOf(features: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
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
      // Where nothing can be kept, it is compiled again next time.
    }
    return binary;
  }
}

let compiled: Promise<WebAssembly.Module> | null = null;

/** The module, compiled once per process. */
export function cpuModule(): Promise<WebAssembly.Module> {
  compiled ??= (async () => {
    setFlagsFromString('--experimental-wasm-relaxed-simd');
    const fused = await binaryOf(['simd', 'relaxed-simd']);
    return WebAssembly.compile(WebAssembly.validate(fused) ? fused : await binaryOf(['simd']));
  })();
  return compiled;
}

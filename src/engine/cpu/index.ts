/**
 * @file The CPU engine: the fused engine's graphs, node by node on one CPU thread, the heavy ops in WebAssembly SIMD.
 * `browser.ts` opens it in the page's worker, where there is no usable WebGPU; `node.ts` in commands and tests.
 */
import type {
  Decoder,
  Engine,
  LanguageModel,
  NamedTensors,
  Scorer,
  TrainerOptions,
  WeightLayer,
  Weights,
} from '../engine.ts';
import type { CpuExports } from './exports.ts';
import type { HelperStart } from './helper.ts';
import { CpuDecoder, CpuScorer } from './inference.ts';
import { CpuMemory } from './memory.ts';
import { createShared, OneThread, type Pool, ThreadPool } from './pool.ts';
import type { CpuRuntime } from './program.ts';
import { CpuTensors } from './tensors.ts';
import { CpuTrainer } from './trainer.ts';

interface CpuOptions {
  /** What computes, as readers see it. */
  adapter: string;
  /** The compiled module, asked for when it is first needed. */
  kernels: () => Promise<WebAssembly.Module>;
  /** Threads beside this one, and what starts them; the kernels must be those for a shared memory. */
  helpers?: { count: number; start: (starts: readonly HelperStart[]) => () => void };
  /** Lets the thread's other events in; awaited behind every piece of work. Without it, a thread computes and nothing else. */
  pause?: () => Promise<void>;
}

export class CpuEngine implements Engine {
  readonly backend = 'cpu';
  readonly adapter: string;
  readonly software = false;
  readonly lost: Promise<string>;
  private readonly options: CpuOptions;
  private readonly memory: CpuMemory;
  private opened: Promise<CpuRuntime> | null = null;
  private lose: (reason: string) => void = () => {};

  constructor(options: CpuOptions) {
    this.adapter = options.adapter;
    this.options = options;
    this.memory = new CpuMemory(options.helpers !== undefined);
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  get allocatedBytes(): number {
    return this.memory.allocatedBytes;
  }

  createWeights(tensors: NamedTensors, layer?: WeightLayer): Weights {
    return CpuTensors.from(this.memory, tensors, layer);
  }

  async createTrainer(options: TrainerOptions): Promise<CpuTrainer> {
    return new CpuTrainer(await this.runtime(), options);
  }

  async createScorer(options: {
    model: LanguageModel;
    batchSize: number;
    sequenceLength: number;
    weights: readonly Weights[];
  }): Promise<Scorer> {
    return new CpuScorer(await this.runtime(), options);
  }

  async createDecoder(options: { model: LanguageModel; weights: readonly Weights[] }): Promise<Decoder> {
    return new CpuDecoder(await this.runtime(), options);
  }

  dispose(): void {
    this.lose('disposed');
    void this.opened?.then(({ pool }) => pool.dispose());
  }

  private runtime(): Promise<CpuRuntime> {
    this.opened ??= (async () => {
      const { memory, options } = this;
      const abort = () => {
        throw new Error('a CPU kernel stopped');
      };
      const module = await options.kernels();
      const instance = await WebAssembly.instantiate(module, { env: { memory: memory.memory, abort } });
      const wasm = instance.exports as unknown as CpuExports;
      return { wasm, memory, pool: this.poolOf(module, wasm), pause: options.pause ?? (async () => {}) };
    })();
    return this.opened;
  }

  private poolOf(module: WebAssembly.Module, wasm: CpuExports): Pool {
    const { memory, options } = this;
    if (!options.helpers) return new OneThread(wasm, memory);
    const { count, start } = options.helpers;
    const shared = createShared();
    const starts = Array.from({ length: count }, (_, i) => ({
      module,
      memory: memory.memory,
      shared,
      thread: i + 1,
    }));
    return new ThreadPool(wasm, memory, shared, count, start(starts));
  }
}

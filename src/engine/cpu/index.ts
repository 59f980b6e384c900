/**
 * @file The CPU engine: the fused engine's graphs, node by node on one CPU thread, the heavy ops in WebAssembly SIMD.
 * `browser.ts` opens it in the page's worker, where there is no usable WebGPU; `node.ts` in commands and tests.
 */
import type {
  CheckpointEngine,
  Decoder,
  LanguageModel,
  NamedTensors,
  Scorer,
  TrainerOptions,
  WeightLayer,
  Weights,
} from '../engine.ts';
import type { CpuExports } from './exports.ts';
import { CpuDecoder, CpuScorer } from './inference.ts';
import { CpuMemory } from './memory.ts';
import type { Machine } from './program.ts';
import { CpuTensors } from './tensors.ts';
import { CpuTrainer } from './trainer.ts';

export interface CpuOptions {
  /** What computes, as readers see it. */
  adapter: string;
  /** The compiled module, asked for when it is first needed. */
  kernels: () => Promise<WebAssembly.Module>;
  /** Lets the thread's other events in; awaited behind every piece of work. Without it, a thread computes and nothing else. */
  pause?: () => Promise<void>;
}

export class CpuEngine implements CheckpointEngine {
  readonly backend = 'cpu';
  readonly adapter: string;
  readonly lost: Promise<string>;
  private readonly options: CpuOptions;
  private readonly memory = new CpuMemory();
  private opened: Promise<Machine> | null = null;
  private lose: (reason: string) => void = () => {};

  constructor(options: CpuOptions) {
    this.adapter = options.adapter;
    this.options = options;
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
    return new CpuTrainer(await this.machine(), options);
  }

  async createScorer(options: {
    model: LanguageModel;
    batchSize: number;
    sequenceLength: number;
    weights: readonly Weights[];
  }): Promise<Scorer> {
    return new CpuScorer(await this.machine(), options);
  }

  async createDecoder(options: { model: LanguageModel; weights: readonly Weights[] }): Promise<Decoder> {
    return new CpuDecoder(await this.machine(), options);
  }

  dispose(): void {
    this.lose('disposed');
  }

  private machine(): Promise<Machine> {
    this.opened ??= (async () => {
      const { memory } = this.memory;
      const abort = () => {
        throw new Error('a CPU kernel stopped');
      };
      const instance = await WebAssembly.instantiate(await this.options.kernels(), {
        env: { memory, abort },
      });
      return {
        wasm: instance.exports as unknown as CpuExports,
        memory: this.memory,
        pause: this.options.pause ?? (async () => {}),
      };
    })();
    return this.opened;
  }
}

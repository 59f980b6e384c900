/** @file The fused engine on WebGPU. */
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
import { ArenaWeights } from './arena.ts';
import type { Gpu } from './gpu.ts';
import { WebGpuDecoder, WebGpuScorer } from './inference.ts';
import { planTrainer } from './plan.ts';
import { WebGpuTrainer } from './trainer.ts';

export { type Gpu, NoGpuError, openGpu } from './gpu.ts';

export class WebGpuEngine implements Engine {
  readonly backend = 'webgpu';
  readonly gpu: Gpu;

  constructor(gpu: Gpu) {
    this.gpu = gpu;
  }

  get adapter(): string {
    return this.gpu.adapterName;
  }

  get software(): boolean {
    return this.gpu.software;
  }

  get allocatedBytes(): number {
    return this.gpu.counts.allocatedBytes;
  }

  get lost(): Promise<string> {
    return this.gpu.lost;
  }

  get fault(): Promise<Error> {
    return this.gpu.fault;
  }

  checkLargestBuffer(options: Omit<TrainerOptions, 'frozen' | 'rateFactor'>): void {
    this.gpu.checkLargestBuffer(planTrainer(options).largestBuffer);
  }

  createWeights(tensors: NamedTensors, layer?: WeightLayer): Weights {
    return new ArenaWeights(this.gpu, tensors, 'frozen weights', layer);
  }

  createTrainer(options: TrainerOptions): Promise<WebGpuTrainer> {
    return WebGpuTrainer.create(this.gpu, options);
  }

  createScorer(options: {
    model: LanguageModel;
    batchSize: number;
    sequenceLength: number;
    weights: readonly Weights[];
  }): Promise<Scorer> {
    return WebGpuScorer.create(this.gpu, options);
  }

  createDecoder(options: { model: LanguageModel; weights: readonly Weights[] }): Promise<Decoder> {
    return WebGpuDecoder.create(this.gpu, options);
  }

  dispose(): void {
    this.gpu.dispose();
  }
}

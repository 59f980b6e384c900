/**
 * @file The portable engine: the same graphs on tfjs 4.22, on any of its backends. It is for machines without WebGPU
 * and for views that want tensor maths, and it is the oracle of the fused engine, since its gradients are those
 * of tfjs's own tape.
 *
 * tfjs is frozen upstream and stays behind this folder and `ops/<op>/tfjs.ts`; load it with a dynamic import.
 */
import * as tf from '@tensorflow/tfjs';
import type {
  Decoder,
  Engine,
  LanguageModel,
  NamedTensors,
  Scorer,
  Trainer,
  TrainerOptions,
  WeightLayer,
  Weights,
} from '../engine.ts';
import type { Gpu } from '../webgpu/gpu.ts';
import { activateBackend, startBackend, type TfjsBackend } from './backends.ts';
import { type ScorerOptions, TfjsDecoder, TfjsScorer } from './inference.ts';
import { TfjsTrainer } from './trainer.ts';
import { TfjsWeights } from './weights.ts';

export { type TfjsBackend, TfjsBackendError } from './backends.ts';

const ADAPTERS: Record<TfjsBackend, string> = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'JavaScript',
};

class TfjsEngine implements Engine {
  readonly backend: string;
  readonly adapter: string;
  readonly software: boolean;
  readonly lost: Promise<string>;
  private readonly activate: () => void;

  constructor(backend: TfjsBackend, gpu?: Gpu) {
    this.backend = `tfjs-${backend}`;
    this.adapter = backend === 'webgpu' && gpu ? gpu.adapterName : ADAPTERS[backend];
    this.software = backend === 'webgpu' && gpu !== undefined && gpu.software;
    // tfjs's own device gives no access to its `lost` promise.
    this.lost = backend === 'webgpu' && gpu ? gpu.lost : new Promise(() => {});
    this.activate = () => activateBackend(backend);
  }

  /** All memory of tfjs, other engines on tfjs included. */
  get allocatedBytes(): number {
    return tf.memory().numBytes;
  }

  createWeights(tensors: NamedTensors, layer?: WeightLayer): Weights {
    return new TfjsWeights(this.activate, tensors, layer);
  }

  async createTrainer(options: TrainerOptions): Promise<Trainer> {
    return new TfjsTrainer(this.activate, options);
  }

  async createScorer(options: ScorerOptions): Promise<Scorer> {
    return new TfjsScorer(this.activate, options);
  }

  async createDecoder(options: { model: LanguageModel; weights: readonly Weights[] }): Promise<Decoder> {
    return new TfjsDecoder(this.activate, options);
  }

  /** Tensors are freed by their owners; the backend stays for the next engine. */
  dispose(): void {}
}

/** Opens the portable engine. `gpu` is the device to share with `webgpu`. Throws `TfjsBackendError`. */
export async function openTfjs(backend: TfjsBackend, gpu?: Gpu): Promise<Engine> {
  await startBackend(backend, gpu);
  return new TfjsEngine(backend, gpu);
}

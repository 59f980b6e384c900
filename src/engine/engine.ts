/**
 * @file The interface of an engine. Three engines implement it: `webgpu/` (fused, one submit per step), `cpu/` (the same
 * graphs in WebAssembly) and `tfjs/` (portable, gradients from tfjs's own tape). The rest of the app uses engines through
 * this file only.
 */
import type { Graph, Tensor } from './graph.ts';
import type { PackedTensors } from './packed.ts';

/** Tensors by their Hugging Face names. */
export type NamedTensors = ReadonlyMap<string, { shape: readonly number[]; data: Float32Array }>;

/** Whole sequences: tokens [batch * sequence] in, logits [batch * sequence, vocabulary] out. */
export interface SequenceTrace {
  graph: Graph;
  tokens: Tensor;
  logits: Tensor;
  /** What dropout hashes of seed and step (`drawOf`), an i32 [1]; null where the model has none. */
  draw: Tensor | null;
}

/** One new token per sequence, with a cache of keys and values: token and position [batch] in, logits [batch, vocabulary] out. */
export interface StepTrace {
  graph: Graph;
  tokens: Tensor;
  positions: Tensor;
  logits: Tensor;
}

/** A causal language model, as functions that trace its graphs. */
export interface LanguageModel {
  vocabularySize: number;
  /** Most tokens of a sequence, virtual tokens not counted. */
  contextLength: number;
  /** Virtual tokens that a decoder feeds before a sequence's own, as ids vocabularySize, vocabularySize + 1, ... */
  leadingTokens?: number;
  traceSequences(batchSize: number, sequenceLength: number, training: boolean): SequenceTrace;
  traceStep(): StepTrace;
}

/** Weights on the device, shared by everything that reads them. */
export interface Weights {
  readonly names: readonly string[];
  /** Bytes on the device, without the layers below. */
  readonly bytes: number;
  /** Its own tensors; packed ones as the numbers they stand for. */
  read(): Promise<NamedTensors>;
  write(tensors: NamedTensors): void;
  /**
   * Settles once the device has given them memory; absent where that is known when they are made. Throws an
   * `OutOfMemoryError` or an `EngineFaultError`. Programs check for themselves what they bind.
   */
  allocated?(): Promise<void>;
  dispose(): void;
}

/** Parts of weights besides plain tensors. */
export interface WeightLayer {
  /** Frozen matrices in fewer bits. The fused engine keeps them packed; the others unpack them here and hold floats. */
  packed?: PackedTensors;
  /** Where a name that these weights lack is looked up; it must outlive them. */
  over?: Weights;
}

/** Row-major [batch, sequence]; targets are what follows each token; weight 0 excludes a position from the loss. */
export interface TokenBatch {
  tokens: Int32Array;
  targets: Int32Array;
  weights: Float32Array;
}

/**
 * How weights are updated from gradients. AdamW: Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2. SGD with momentum, as
 * PyTorch has it: v = momentum v + g, w -= rate v. Muon: `muon.ts`, with v as above and g + momentum v made orthogonal
 * (Nesterov's momentum), and AdamW for what is no multiplying matrix. All clip by the global norm first and decay
 * matrices apart from the gradient: w -= rate weightDecay w.
 */
export type OptimizerName = 'adamw' | 'sgd' | 'muon';

export interface StepSettings {
  /** 1 for the first step; bias correction counts from it. */
  step: number;
  /** Of dropout's masks: a whole number. */
  seed: number;
  learningRate: number;
  /** Of SGD and Muon; 0 to below 1. */
  momentum: number;
  /** Of AdamW, and of Muon for what AdamW updates. */
  beta1: number;
  beta2: number;
  epsilon: number;
  weightDecay: number;
  /** Largest global gradient norm. */
  clipNorm: number;
}

export interface StepMetrics {
  step: number;
  /** Nats per weighted token. */
  loss: number;
  /** Share of weighted tokens whose likeliest prediction is right. */
  accuracy: number;
  /** Global norm before clipping. */
  gradientNorm: number;
  learningRate: number;
}

export interface TrainerFacts {
  trainableParameters: number;
  /** State of the optimizer: two moments of what AdamW updates, one of what SGD and Muon update. */
  optimizerBytes: number;
  /** Everything this trainer allocated on the device, trainable weights and moments included. */
  deviceBytes: number;
  /** Of one step; null where the engine does not count them. */
  dispatches: number | null;
  submits: number | null;
}

/** Everything a checkpoint holds of a trainer, interchangeable between engines. */
export interface TrainerState {
  weights: NamedTensors;
  /** AdamW's first moments; SGD's and Muon's momentum. */
  first: NamedTensors;
  /** AdamW's second moments, of what AdamW updates. */
  second: NamedTensors;
}

export interface TrainerOptions {
  model: LanguageModel;
  batchSize: number;
  sequenceLength: number;
  /** Weights that are read and never changed. */
  frozen: Weights | null;
  /** Starting values of what is trained. */
  trainable: NamedTensors;
  /** AdamW by default. */
  optimizer?: OptimizerName;
  /** Learning-rate factor of a parameter, 1 by default (LoRA+ gives B a larger one). */
  rateFactor?: (name: string) => number;
}

export interface Trainer {
  readonly facts: TrainerFacts;
  /** What is being trained, for scorers and decoders to read; freed with the trainer. */
  readonly weights: Weights;
  /** Queues one step. */
  step(batch: TokenBatch, settings: StepSettings): void;
  /** Metrics of the steps since the last call, oldest first, once the device has done them. */
  metrics(): Promise<StepMetrics[]>;
  /** Gradients of the last step, before clipping. */
  gradients(): Promise<NamedTensors>;
  /** Copies weights and moments on the device; a later call replaces the copy. */
  save(): void;
  /** Restores the copy that `save` made; without one, does nothing. */
  restore(): void;
  /** Weights and moments after all queued steps, for a checkpoint. */
  readState(): Promise<TrainerState>;
  /** Continues from a checkpoint of a trainer of the same parameters and optimizer, on any engine. */
  writeState(state: TrainerState): void;
  dispose(): void;
}

export interface RowScores {
  /** Nats per row; 0 where the weight is 0. */
  loss: Float32Array;
  /** 1 where the likeliest token is the target and the weight is not 0. */
  correct: Float32Array;
}

/** Forward passes over whole batches, without gradients. */
export interface Scorer {
  readonly batchSize: number;
  readonly sequenceLength: number;
  score(batch: TokenBatch): Promise<RowScores>;
  /** [batch * sequence * vocabulary] */
  logits(tokens: Int32Array): Promise<Float32Array>;
  dispose(): void;
}

/** Generation for one sequence. */
export interface Decoder {
  /** Tokens that a sequence may have. */
  readonly contextLength: number;
  /** Starts a new sequence. */
  reset(): void;
  /** Appends tokens and returns the logits [vocabulary] after the last one. Throws a RangeError past the context. */
  feed(tokens: readonly number[]): Promise<Float32Array>;
  dispose(): void;
}

export interface Engine {
  /** 'webgpu', 'cpu' or 'tfjs-<backend>'. */
  readonly backend: string;
  /** Name of the device; empty where the browser gives none. */
  readonly adapter: string;
  /** True where the device is a GPU emulated on the CPU. */
  readonly software: boolean;
  /** Bytes allocated on the device at present. */
  readonly allocatedBytes: number;
  /** Settles, with a reason, when the device is lost. */
  readonly lost: Promise<string>;
  /**
   * Settles when the device reports an `OutOfMemoryError` or an `EngineFaultError` about work already queued: results
   * computed after it are unreliable. Missing where an engine throws every error at once.
   */
  readonly fault?: Promise<Error>;
  /** Throws an `OutOfMemoryError` where such a trainer cannot fit, before anything is allocated. */
  checkLargestBuffer?(options: Omit<TrainerOptions, 'frozen' | 'rateFactor'>): void;
  createWeights(tensors: NamedTensors, layer?: WeightLayer): Weights;
  createTrainer(options: TrainerOptions): Promise<Trainer>;
  createScorer(options: {
    model: LanguageModel;
    batchSize: number;
    sequenceLength: number;
    weights: readonly Weights[];
  }): Promise<Scorer>;
  createDecoder(options: { model: LanguageModel; weights: readonly Weights[] }): Promise<Decoder>;
  dispose(): void;
}

/** The device, or the thread, has no memory left for what was asked. */
export class OutOfMemoryError extends Error {
  /** Bytes of the largest buffer that is needed, and of the largest that the device allows; null where unknown. */
  readonly limit: { needed: number; allowed: number } | null;
  constructor(detail: string, limit: OutOfMemoryError['limit'] = null) {
    super(detail);
    this.name = 'OutOfMemoryError';
    this.limit = limit;
  }
}

/** The device, or its driver, rejected a program or a command, or failed internally. */
export class EngineFaultError extends Error {
  constructor(detail: string) {
    super(detail);
    this.name = 'EngineFaultError';
  }
}

/** The device was lost during an operation. */
export class DeviceLostError extends Error {
  constructor(reason: string) {
    super(`the GPU device was lost: ${reason}`);
    this.name = 'DeviceLostError';
  }
}

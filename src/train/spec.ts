/**
 * @file A run is data: everything that decides the numbers of one training, and nothing else.
 * Labels, URLs, recordings and the "what differs" line derive from it.
 */
import type { Conversation } from '../data/conversation.ts';
import type { LossMask } from '../data/encode.ts';
import type { MethodSpec } from '../peft/spec.ts';

export type ModelName = 'lesson7-zh' | 'lesson7-en';
export type ScheduleName = 'constant' | 'linear' | 'cosine';

export interface DataSpec {
  /** Which examples of the micro-world: question answering alone, or any other task name of `src/world`. */
  task: string;
  /** Number of training examples taken after a seeded shuffle; null means all. */
  size: number | null;
  /** True: loss on the response only (the SFT convention). False: loss on prompt and response. */
  maskPrompt: boolean;
  /** Which tokens the loss counts; overrides `maskPrompt`. */
  mask?: LossMask;
  /** The reader's own training data, in place of the task's; `task` still gives the held-out questions. */
  examples?: readonly Conversation[];
  /** Own held-out questions, in place of the task's. */
  heldOut?: readonly Conversation[];
  /** Training data from several tasks in proportion to weights, in place of `task`'s own. */
  mix?: readonly { task: string; weight: number }[];
  /** Share of training examples that get the answer of another of their kind, 0 to 1. */
  noise?: number;
  /** Share of the training list that repeats the rest of it, 0 to 1; the list keeps its length. */
  duplication?: number;
  /** Share of the training list, added to it, that asks about invented subjects and answers "I don't know"; below 1. */
  unknownShare?: number;
  /** Share of the facts asked about that pretraining never saw: invented entities, answers dealt by the seed; 0 to 1. */
  newFacts?: number;
  /** Share of training rows that are pretraining text with a loss on every token, added to the examples; below 1. */
  replay?: number;
  /** Several examples in one row of the context's length, up to a whole row. */
  packing?: boolean;
}

interface AnyOptimizer {
  /** Peak learning rate, per step. */
  learningRate: number;
  /** Decoupled weight decay (Loshchilov & Hutter 2019), applied to matrices only. */
  weightDecay: number;
  /** Largest global gradient norm; longer gradients are scaled down to it. */
  clipNorm: number;
}

/** Loshchilov & Hutter 2019 (arXiv 1711.05101), algorithm 2. */
export interface AdamWSpec extends AnyOptimizer {
  name: 'adamw';
  beta1: number;
  beta2: number;
  epsilon: number;
}

/** Stochastic gradient descent with heavy-ball momentum: v = momentum v + g, w -= learningRate v. */
export interface SgdSpec extends AnyOptimizer {
  name: 'sgd';
  /** 0 to below 1. */
  momentum: number;
}

/**
 * Muon (Jordan et al. 2024) for matrices that multiply, at AdamW's size of steps (Liu et al. 2025, arXiv 2502.16982);
 * AdamW for embeddings and vectors. See `engine/muon.ts`.
 */
export interface MuonSpec extends AnyOptimizer {
  name: 'muon';
  /** Nesterov's, of the matrices; 0 to below 1. */
  momentum: number;
  beta1: number;
  beta2: number;
  epsilon: number;
}

export type OptimizerSpec = AdamWSpec | SgdSpec | MuonSpec;

export interface RunSpec {
  model: ModelName;
  /** 'pretrained': the shipped base. 'random': the same shape from random weights. */
  init: 'pretrained' | 'random';
  method: MethodSpec;
  data: DataSpec;
  optimizer: OptimizerSpec;
  schedule: { name: ScheduleName; warmupSteps: number };
  steps: number;
  batchSize: number;
  seed: number;
}

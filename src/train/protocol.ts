/**
 * @file The whole contract between the page and the worker that owns the engine: two discriminated unions.
 * Every message is plain data; nothing else crosses. A command that starts something carries an id of the
 * page's choosing, and every event about it repeats that id.
 */
import type { TrainerState } from '../engine/engine.ts';
import type { DownloadProblem } from './download.ts';
import type { Inspection, MatrixMaps, MatrixName } from './inspection/types.ts';
import type { ModelName, RunSpec } from './spec.ts';

export interface SamplingSpec {
  /** 0 is greedy. */
  temperature: number;
  /** Samples among the k likeliest tokens; 0 means all. */
  topK: number;
  maxNewTokens: number;
  seed: number;
}

/** How text is put to a model: as raw text to continue, or as a user turn of the chat template. */
export type PromptForm = 'raw' | 'chat';

export const BACKEND_PREFERENCES = [
  'auto',
  'webgpu',
  'cpu',
  'tfjs-webgpu',
  'tfjs-webgl',
  'tfjs-wasm',
  'tfjs-cpu',
] as const;

export type BackendPreference = (typeof BACKEND_PREFERENCES)[number];

/** What a race between the GPU and the CPU engine measured; milliseconds of one training step. */
export interface EngineRace {
  /** Which engines, in which browser and version of the lesson. */
  key: string;
  webgpu: number;
  cpu: number;
}

/** An engine that was tried. */
export interface EngineTrial {
  backend: Exclude<BackendPreference, 'auto'>;
  adapter: string;
  /** True where it is known to imitate a GPU on the CPU. */
  software: boolean;
  /** Of one training step in the race; null where it did not run in one. */
  milliseconds: number | null;
  /** Why another was taken; null for the one that was taken. */
  passedOver: 'noWebGpu' | 'noAdapter' | 'deviceFailed' | 'failed' | 'wrong' | 'software' | 'slower' | null;
}

export type WorkerCommand =
  /** First command: find a device. Answered by `device`. */
  | {
      type: 'open';
      backend: BackendPreference;
      baseUrl: string;
      /** The race of an earlier `device` event. */
      race?: EngineRace | null;
      /** Name of a Web Lock to hold as long as the worker lives. */
      lock?: string;
    }
  /**
   * Load a base, then compile what runs like `warmUp` need, so that Train answers at once. Answered by `modelReady`.
   * `files` carries the model where nothing can be fetched (the one-file edition); otherwise it comes from `baseUrl`.
   */
  | { type: 'loadModel'; model: ModelName; files?: ModelFiles; warmUp?: RunSpec[] }
  /** Give up a download of a base that has stalled, and begin it again. Answered by the `modelReady` of its load. */
  | { type: 'loadAgain'; model: ModelName }
  /** Train several runs side by side, in step. */
  | { type: 'start'; groupId: string; runs: StartedRun[]; evaluation: EvaluationSpec }
  | { type: 'pause'; groupId: string }
  | { type: 'resume'; groupId: string }
  /** Take exactly one step while paused. */
  | { type: 'singleStep'; groupId: string }
  /** End early; weights stay for chatting until `discard`. A group whose runs are not created yet leaves nothing. */
  | { type: 'stop'; groupId: string }
  | { type: 'setLearningRate'; runId: string; learningRate: number }
  /** After `diverged`: restore the last good state. A paused group stays paused. */
  | { type: 'restoreLastGood'; runId: string }
  /**
   * Open a trained change on its base from the files that `exportWeights` gave, without a trainer: it answers, is read,
   * merged, exported and discarded like a run. Answered by `runFacts` and `adapterReady`.
   */
  | { type: 'openAdapter'; runId: string; spec: RunSpec; files: readonly TunedFile[] }
  /** Free a run's GPU memory, once its group has ended; refused unless the group has been asked to stop. */
  | { type: 'discard'; runId: string }
  /** Stream tokens from a run's model, or from the base when runId is null. */
  | {
      type: 'generate';
      requestId: string;
      model: ModelName;
      runId: string | null;
      prompt: string;
      form: PromptForm;
      sampling: SamplingSpec;
    }
  | { type: 'cancelGenerate'; requestId: string }
  /** How the model would read a prompt, without answering it. Answered by `promptTokens`. */
  | { type: 'tokenize'; requestId: string; model: ModelName; prompt: string; form: PromptForm }
  /** One example under a run's model (or the base): tokens, mask, likelihood. Answered by `exampleTokens`. */
  | {
      type: 'readExample';
      requestId: string;
      model: ModelName;
      runId: string | null;
      example: ProbeExample;
      maskPrompt: boolean;
    }
  /** LoRA: merge the adapter into the weights, or unmerge it, to show that the answers stay the same. */
  | { type: 'setMerged'; runId: string; merged: boolean }
  /** Describe how training has changed a run's weights, or draw one matrix of the change. Answered by `inspected`. */
  | { type: 'inspect'; requestId: string; runId: string; matrix: MatrixName | null }
  /** The file that PEFT (adapter) or Transformers (full) would write. Answered by `exported`. */
  | { type: 'exportWeights'; requestId: string; runId: string }
  /** How much the engine holds on its device. Answered by `memory`. */
  | { type: 'readMemory'; requestId: string }
  /** The page was hidden or shown. */
  | { type: 'visibility'; hidden: boolean; pauseWhenHidden: boolean };

/** A run to train, from its first step or from a `checkpoint` event's snapshot. */
export interface StartedRun {
  runId: string;
  spec: RunSpec;
  from?: RunSnapshot;
}

/** With its spec, everything that a run needs to continue as if it had not been interrupted. */
export interface RunSnapshot {
  /** Steps done, and batches drawn. */
  step: number;
  learningRate: number;
  /** Loss before the first update, nats per token; a run far above it has diverged. */
  startLoss: number;
  state: TrainerState;
}

/** A file of a trained run, such as `adapter_model.safetensors`. */
export interface TunedFile {
  name: string;
  bytes: Uint8Array;
}

/** The files of a model folder. */
export interface ModelFiles {
  /** Text of `config.json`. */
  config: string;
  /** Text of `tokenizer.json`. */
  tokenizer: string;
  /** Bytes of `model.safetensors`. */
  weights: Uint8Array;
}

export interface EvaluationSpec {
  /** Evaluate at step 0, every so many steps, and at the end. */
  everySteps: number;
  /** Prompts answered greedily at each evaluation, shown as samples. */
  samplePrompts: string[];
  /** Answer them from this step on only: an untuned base seldom ends its answer. */
  samplesFrom?: number;
  /** One example whose tokens are scored at each evaluation, to watch its likelihood rise. */
  probe?: ProbeExample;
  /** Also inspect the weights at each evaluation. */
  inspect?: boolean;
}

/** A prompt and response under the chat template, as in training. */
export interface ProbeExample {
  prompt: string;
  response: string;
}

export interface ExampleToken {
  text: string;
  known: boolean;
  special: boolean;
  /** True where the loss counts this token. */
  trained: boolean;
  /** Probability of this token given the tokens before it, 0 to 1; null for the first. */
  probability: number | null;
}

export interface DeviceInfo {
  /** 'webgpu' is the fused engine, 'cpu' the one in WebAssembly, 'tfjs-*' the portable one; null: nothing trains here. */
  backend: Exclude<BackendPreference, 'auto'> | null;
  /** Vendor and architecture as the browser reports them, such as "google swiftshader". */
  adapter: string;
  /** True where the adapter is known to imitate a GPU on the CPU. */
  software: boolean;
  /** Why a better backend was not taken. */
  reason: EngineTrial['passedOver'] | 'requested';
  /** Every engine that was tried, in order. */
  trials: readonly EngineTrial[];
  /** For the page to store, so that the next opening need not race again; null where there was no race. */
  race: EngineRace | null;
}

export interface ModelInfo {
  model: ModelName;
  parameters: number;
  bytes: number;
  vocabularySize: number;
  contextLength: number;
}

export interface StepPoint {
  /** 1 for the first step. */
  step: number;
  /** Mean cross-entropy over the trained tokens of the batch, nats per token. */
  loss: number;
  /** Share of trained tokens predicted right under teacher forcing, 0 to 1. */
  accuracy: number;
  /** Global gradient norm before clipping. */
  gradientNorm: number;
  learningRate: number;
}

export interface EvaluationPoint {
  step: number;
  /** Mean cross-entropy on held-out examples, nats per token. */
  validationLoss: number;
  /** Share of held-out questions whose greedy answer equals the reference, 0 to 1. */
  heldOutExactMatch: number;
  /** The same on questions of the training data. */
  seenExactMatch: number;
  /** Cross-entropy on pretraining documents, nats per token: its rise is forgetting. */
  pretrainingLoss: number;
  /** Greedy answers, each with the product of its tokens' probabilities (end token not counted). */
  samples: { prompt: string; answer: string; probability?: number }[];
  /** The tokens of `EvaluationSpec.probe`, where one was asked for. */
  probe?: ExampleToken[];
  /** What the weights have become, where `EvaluationSpec.inspect` asked for it. */
  inspection?: Inspection;
}

export interface RunFacts {
  trainableParameters: number;
  totalParameters: number;
  /** Bytes of the optimizer's moments. */
  optimizerBytes: number;
  /** Bytes that training holds on the device: what is trained, gradients, moments, activations, the saved copy. */
  deviceBytes: number;
  /** Bytes of the frozen base that this run reads and shares with others. */
  sharedBytes: number;
  /** Dispatches of one training step; null on the portable engine. */
  dispatches: number | null;
  submits: number | null;
}

export interface SpeedInfo {
  stepsPerSecond: number;
  tokensPerSecond: number;
  /** Seconds until the last step, at the present speed. */
  secondsLeft: number;
  /** Mean milliseconds of one training step. */
  millisecondsPerStep: number;
}

/** Milliseconds to decode one token, least of several rounds. */
export interface MergeSpeed {
  /** The change beside the base. */
  apart: number;
  merged: number;
}

export type GroupState = 'preparing' | 'running' | 'paused' | 'stopped' | 'done' | 'failed';
export type PauseReason = 'user' | 'hidden' | 'diverged' | 'singleStep';

/** Where a run diverged, and the step whose state can be restored. */
export interface Divergence {
  step: number;
  quantity: 'loss' | 'gradientNorm';
  /** What it was; not finite, or far too large. */
  value: number;
  lastGoodStep: number;
}

export interface TokenAlternative {
  text: string;
  probability: number;
}

/** Bytes of the largest buffer that a run needs, and of the largest that the device allows. */
export interface BufferLimit {
  needed: number;
  allowed: number;
}

/** Errors are codes; the page words them in the reader's language. */
export type ErrorCode =
  | 'noBackend'
  | 'deviceLost'
  | 'outOfMemory'
  /** A buffer larger than the device allows; the event carries both sizes. */
  | 'bufferTooLarge'
  /** The device or its driver refused a program or a command. */
  | 'engineFault'
  | 'modelMissing'
  | 'modelUnreachable'
  | 'modelBroken'
  | 'promptEmpty'
  | 'promptTooLong'
  | 'specInvalid'
  | 'busy'
  | 'unknownRun'
  | 'adapterBroken'
  /** The engine was lost and restarted in the middle of an answer; reported by the page, never by the worker. */
  | 'interrupted'
  | 'internal';

/** The problem of a download of a base. */
export const BASE_PROBLEMS = {
  missing: 'modelMissing',
  unreachable: 'modelUnreachable',
  broken: 'modelBroken',
} as const satisfies Record<DownloadProblem, ErrorCode>;

export type WorkerEvent =
  | { type: 'device'; device: DeviceInfo }
  /** Of 'model' in bytes, where its size is known. */
  | { type: 'progress'; phase: 'model' | 'compile' | 'evaluate'; done: number; total: number }
  | { type: 'modelReady'; info: ModelInfo }
  | { type: 'groupState'; groupId: string; state: GroupState; pauseReason: PauseReason | null }
  | { type: 'runFacts'; runId: string; facts: RunFacts }
  /** An opened adapter can answer; milliseconds from its bytes to a model that is ready to read a prompt. */
  | { type: 'adapterReady'; runId: string; milliseconds: number }
  | { type: 'steps'; runId: string; points: StepPoint[]; speed: SpeedInfo }
  | { type: 'evaluation'; runId: string; point: EvaluationPoint }
  /**
   * A loss or gradient that is not finite, a loss far above that of a uniform guess and of the run's start, or a gradient
   * of exactly 0 (a dead model): the run stopped at `step`; `lastGoodStep` can be put back.
   */
  | ({ type: 'diverged'; runId: string } & Divergence)
  | { type: 'restored'; runId: string; step: number }
  /** Every few seconds of training, and when the group pauses; never of a run that has diverged. */
  | { type: 'checkpoint'; runId: string; snapshot: RunSnapshot }
  | {
      type: 'merged';
      runId: string;
      merged: boolean;
      maxLogitDifference: number;
      /** Of decoding one token, beside the base and merged into it; null after taking out. */
      speed: MergeSpeed | null;
    }
  /** The prompt as the model sees it: tokens with their text; `known` is false for characters it has never seen. */
  | { type: 'promptTokens'; requestId: string; tokens: { text: string; known: boolean; special: boolean }[] }
  | { type: 'exampleTokens'; requestId: string; tokens: ExampleToken[] }
  | { type: 'token'; requestId: string; text: string; probability: number; alternatives: TokenAlternative[] }
  | {
      type: 'generated';
      requestId: string;
      text: string;
      end: 'endToken' | 'length' | 'context' | 'cancelled';
    }
  | {
      type: 'inspected';
      requestId: string;
      /** Steps that the weights have seen. */
      step: number;
      /** Of all matrices; null where one was asked for. */
      inspection: Inspection | null;
      /** Of the one asked for; null where the run does not change it. */
      maps: MatrixMaps | null;
    }
  | { type: 'exported'; requestId: string; files: { name: string; bytes: Uint8Array }[] }
  | { type: 'memory'; requestId: string; allocatedBytes: number }
  | { type: 'error'; code: ErrorCode; about: string | null; detail: string; limit?: BufferLimit };

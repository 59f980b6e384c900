/**
 * @file What the page knows of the engine, as plain records. A record is replaced when it changes, so a selector
 * may compare by identity; the long arrays inside are shared and only grow: read them up to their count.
 */
import type {
  BufferLimit,
  DeviceInfo,
  Divergence,
  ErrorCode,
  EvaluationPoint,
  EvaluationSpec,
  GroupState,
  MergeSpeed,
  ModelInfo,
  PauseReason,
  PromptForm,
  RunFacts,
  SpeedInfo,
  StepPoint,
  TokenAlternative,
} from '../train/protocol.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';

export interface EngineError {
  code: ErrorCode;
  /** For developers; readers get a sentence made from the code. */
  detail: string;
  /** For `bufferTooLarge`. */
  limit?: BufferLimit;
}

export interface Progress {
  phase: 'model' | 'compile' | 'evaluate';
  done: number;
  total: number;
}

export interface EngineState {
  /** 'lost': the device or the worker is gone; curves stay. */
  status: 'closed' | 'opening' | 'open' | 'failed' | 'lost';
  device: DeviceInfo | null;
  progress: Progress | null;
  error: EngineError | null;
}

export interface ModelState {
  model: ModelName;
  status: 'loading' | 'ready' | 'failed';
  info: ModelInfo | null;
  error: EngineError | null;
}

export interface RunState {
  runId: string;
  groupId: string;
  /** Widget that started it. */
  owner: string;
  /** Key within the widget, such as 'full' or 'lora'. */
  name: string;
  spec: RunSpec;
  /** Learning rate asked for last; differs from the spec's after a live change. */
  learningRate: number;
  facts: RunFacts | null;
  /** Shared and growing: valid up to `stepCount`. */
  steps: StepPoint[];
  stepCount: number;
  /** Shared and growing: valid up to `evaluationCount`. */
  evaluations: EvaluationPoint[];
  evaluationCount: number;
  speed: SpeedInfo | null;
  divergence: Divergence | null;
  /** Step to which the reader last restored the run. */
  restoredTo: number | null;
  merged: { merged: boolean; maxLogitDifference: number; speed: MergeSpeed | null } | null;
  /** For a run opened from files instead of trained: how many milliseconds opening took. Null until it can answer. */
  opened: { milliseconds: number } | null;
  /** True when its weights are no longer on the device. */
  discarded: boolean;
}

export interface Recovery {
  error: EngineError;
  /** The step at which training continued; 0 where it started from the beginning. */
  step: number;
}

export interface TrainGroup {
  groupId: string;
  owner: string;
  runIds: string[];
  state: GroupState;
  pauseReason: PauseReason | null;
  evaluation: EvaluationSpec;
  error: EngineError | null;
  /** The last loss of the engine that the group recovered from. */
  recovered: Recovery | null;
}

export interface GeneratedToken {
  text: string;
  probability: number;
  alternatives: TokenAlternative[];
}

export interface Generation {
  requestId: string;
  model: ModelName;
  runId: string | null;
  prompt: string;
  form: PromptForm;
  status: 'waiting' | 'streaming' | 'done' | 'failed';
  promptTokens: { text: string; known: boolean; special: boolean }[] | null;
  /** Shared and growing: valid up to `tokenCount`. */
  tokens: GeneratedToken[];
  tokenCount: number;
  text: string;
  end: 'endToken' | 'length' | 'context' | 'cancelled' | null;
  error: EngineError | null;
}

export function isActive(group: TrainGroup | undefined | null): boolean {
  return group?.state === 'preparing' || group?.state === 'running';
}

export function hasEnded({ state }: Pick<TrainGroup, 'state'>): boolean {
  return state === 'done' || state === 'stopped' || state === 'failed';
}

export function isUnfinished(group: TrainGroup | undefined | null): boolean {
  return isActive(group) || group?.state === 'paused';
}

/** The step a run stands at. */
export function lastStep(run: RunState): number {
  return run.stepCount > 0 ? run.steps[run.stepCount - 1]!.step : 0;
}

export function lastEvaluation(
  run: Pick<RunState, 'evaluations' | 'evaluationCount'> | undefined,
): EvaluationPoint | undefined {
  return run && run.evaluationCount > 0 ? run.evaluations[run.evaluationCount - 1] : undefined;
}

/** True where a run has trained or opened weights on the device. */
export function canAnswer(run: RunState): boolean {
  return !run.discarded && (run.stepCount > 0 || run.opened !== null);
}

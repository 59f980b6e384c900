/** @file The definition of a file of `public/runs`: the runs to train, how to train them, and what to store. */
import type { Engine } from '../../src/engine/engine.ts';
import type { NamedSpec } from '../../src/recipes/method-specs.ts';
import type { RecordedGeneration, RecordedReading, RecordedRun } from '../../src/recordings/recording.ts';
import type { EvaluationSpec, ModelInfo, PromptForm } from '../../src/train/protocol.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import type { Language } from '../../src/world/types.ts';

/** A pair to be read by the base (null) or by a run. */
export type Read = Omit<RecordedReading, 'tokens'>;

export interface Ask {
  prompt: string;
  form: PromptForm;
  runName: string | null;
}

/** One file of public/runs. */
export interface Job {
  widget: string;
  language: Language;
  runs: NamedSpec[];
  evaluation: EvaluationSpec;
  /** Answers to store: model and prompt of each; runName null is the base. */
  asks: Ask[];
  /** Pairs to score, token by token. */
  reads?: Read[];
  /** Draw every changed matrix at the end, and merge what can be merged. */
  draws?: boolean;
  /** Store only the first and the last inspection of the weights. */
  inspectsEnds?: boolean;
  /** Measure on every held-out example instead of a sample. */
  complete: boolean;
  /** Results of a run that slides quote. */
  measures?: (run: RecordedRun) => Record<string, number>;
  /** Questions of one run, where they depend on its data. */
  evaluationOf?: (spec: RunSpec) => EvaluationSpec;
  /** Store the measures and not the answers that they were taken from. */
  dropsSamples?: boolean;
  /** Store the last step only. */
  sparse?: boolean;
  /** Trains the job in place of the usual way. */
  train?: (engine: Engine, job: Job) => Promise<Recorded>;
  /** Cells of a sweep: one run after another, which may diverge; only the last step is stored. */
  grid?: boolean;
}

/** Results of training a job. */
export interface Recorded {
  runs: RecordedRun[];
  generations: RecordedGeneration[];
  readings: RecordedReading[];
  info: ModelInfo;
}

/** @file What a file of `public/runs` is made of: the runs to train, how to train them, and what to keep. */
import type { NamedSpec } from '../../src/recipes/method-specs.ts';
import type { RecordedGeneration, RecordedReading, RecordedRun } from '../../src/recordings/recording.ts';
import type { EvaluationSpec, ModelInfo, PromptForm } from '../../src/train/protocol.ts';
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
  /** Answers to store: who is asked what; runName null is the base. */
  asks: Ask[];
  /** Pairs to score, token by token. */
  reads?: Read[];
  /** Draw every changed matrix at the end, and merge what can be merged. */
  draws?: boolean;
  /** Of what evaluations tell of the weights, keep the first and the last. */
  inspectsEnds?: boolean;
  /** Measure on every held-out example instead of a sample. */
  complete: boolean;
  /** What a run came to, said on slides. */
  measures?: (run: RecordedRun) => Record<string, number>;
  /** Cells of a sweep: one run after another, which may diverge; of the steps the last is kept. */
  grid?: boolean;
}

/** What training a job came to. */
export interface Recorded {
  runs: RecordedRun[];
  generations: RecordedGeneration[];
  readings: RecordedReading[];
  info: ModelInfo;
}

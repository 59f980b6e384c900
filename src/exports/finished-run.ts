/** @file The parts of a run that are exported. */
import type { ExportedFile } from '../peft/method.ts';
import type { EvaluationPoint, StepPoint } from '../train/protocol.ts';
import type { RunSpec } from '../train/spec.ts';

/** A run that was trained, or the plan of one: then there are no steps, no evaluations and no trained files. */
export interface FinishedRun {
  spec: RunSpec;
  steps: readonly StepPoint[];
  evaluations: readonly EvaluationPoint[];
  /** What `exportWeights` gave. */
  trained: readonly ExportedFile[];
}

/** @file Results per number of examples: the newest run of each name. */
import { ABLATION_SIZES, type AblationSize } from '../../recipes/defaults.ts';
import type { EvaluationPoint } from '../../train/protocol.ts';
import type { ShownRun } from '../parts/shown-run.ts';

export interface SizeResult {
  size: AblationSize;
  pretrained: EvaluationPoint | null;
  random: EvaluationPoint | null;
}

function lastOf(runs: readonly ShownRun[], name: string): EvaluationPoint | null {
  const run = runs.findLast((one) => one.name === name && one.evaluationCount > 0);
  return run?.evaluations[run.evaluationCount - 1] ?? null;
}

/** Sizes of which anything is known, smallest first. */
export function resultsOf(runs: readonly ShownRun[]): SizeResult[] {
  return ABLATION_SIZES.map((size) => ({
    size,
    pretrained: lastOf(runs, `pretrained-${size}`),
    random: lastOf(runs, `random-${size}`),
  })).filter(({ pretrained, random }) => pretrained !== null || random !== null);
}

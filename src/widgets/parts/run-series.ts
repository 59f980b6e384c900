/** @file The curves of shown runs, named and coloured the same in every widget. */
import { evaluationCurve, stepCurve } from '../../charts/curves.ts';
import { kindOfMethod, type Series } from '../../charts/series.ts';
import type { Language } from '../../page/language.ts';
import { shortName } from '../../wording/differences.ts';
import type { ShownRun } from './shown-run.ts';

export interface SeriesWords {
  training: string;
  validation: string;
}

function labelOf(run: ShownRun, alone: boolean, word: string, language: Language): string {
  if (alone) return word;
  const name = shortName(run.spec, language);
  return word === '' ? name : `${name} · ${word}`;
}

/** Training and validation loss of every run. */
export function lossSeries(runs: readonly ShownRun[], words: SeriesWords, language: Language): Series[] {
  const alone = runs.length === 1;
  return runs.flatMap((run) => [
    {
      id: `${run.key}/loss`,
      label: labelOf(run, alone, words.training, language),
      kind: kindOfMethod(run.spec.method.name),
      quantity: 'training' as const,
      points: stepCurve(run.steps, run.stepCount, 'loss'),
    },
    {
      id: `${run.key}/validation`,
      label: labelOf(run, alone, words.validation, language),
      kind: kindOfMethod(run.spec.method.name),
      quantity: 'heldOut' as const,
      points: evaluationCurve(run.evaluations, run.evaluationCount, 'validationLoss'),
    },
  ]);
}

/** One evaluated quantity of every run. */
export function evaluationSeries(
  runs: readonly ShownRun[],
  quantity: 'heldOutExactMatch' | 'seenExactMatch' | 'pretrainingLoss',
  word: string,
  language: Language,
): Series[] {
  return runs.map((run) => ({
    id: `${run.key}/${quantity}`,
    label: labelOf(run, runs.length === 1, runs.length === 1 ? word : '', language),
    kind: kindOfMethod(run.spec.method.name),
    quantity: quantity === 'pretrainingLoss' ? ('pretraining' as const) : ('heldOut' as const),
    points: evaluationCurve(run.evaluations, run.evaluationCount, quantity),
  }));
}

export function lastStepOf(runs: readonly ShownRun[], otherwise: number): number {
  return Math.max(0, ...runs.map(({ spec }) => spec.steps)) || otherwise;
}

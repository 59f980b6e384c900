/** @file Curves of runs that share a method: each gets a look and a name of its own. */
import { evaluationCurve } from '../../charts/curves.ts';
import type { Series } from '../../charts/series.ts';
import type { ShownRun } from './shown-run.ts';

/** Colours and markers that stay apart in print and in any eye. */
const TONES = [0, 3, 5, 1];

/** One evaluated quantity of every run, named by the widget. */
export function tonedSeries(
  runs: readonly ShownRun[],
  quantity: 'heldOutExactMatch' | 'seenExactMatch' | 'pretrainingLoss',
  nameOf: (run: ShownRun) => string,
): Series[] {
  return runs.map((run, i) => ({
    id: `${run.key}/${quantity}`,
    label: nameOf(run),
    kind: 'other' as const,
    tone: TONES[i % TONES.length]!,
    quantity: 'training' as const,
    points: evaluationCurve(run.evaluations, run.evaluationCount, quantity),
  }));
}

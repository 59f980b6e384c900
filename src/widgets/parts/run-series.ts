/** @file The curves of shown runs, with the same names and colours in every widget. */
import { evaluationCurve, stepCurve } from '../../charts/curves.ts';
import { kindOfMethod, type Series } from '../../charts/series.ts';
import type { Language } from '../../page/language.ts';
import { variantIndex, variantOf } from '../../recipes/variants.ts';
import type { RunSpec } from '../../train/spec.ts';
import { shortName } from '../../wording/differences.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import type { ShownRun } from './shown-run.ts';

interface SeriesWords {
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

type Measured = 'heldOutExactMatch' | 'seenExactMatch' | 'pretrainingLoss';
type Appearance = Pick<Series, 'label' | 'kind' | 'quantity' | 'tone'>;

/** One evaluated quantity of every run, with the name and look that the caller gives it. */
export function evaluatedSeries(
  runs: readonly ShownRun[],
  measured: Measured,
  appearanceOf: (run: ShownRun, index: number) => Appearance,
): Series[] {
  return runs.map((run, i) => ({
    id: `${run.key}/${measured}`,
    ...appearanceOf(run, i),
    points: evaluationCurve(run.evaluations, run.evaluationCount, measured),
  }));
}

/** One evaluated quantity of every run, in the colour of its method. */
export function evaluationSeries(
  runs: readonly ShownRun[],
  measured: Measured,
  word: string,
  language: Language,
): Series[] {
  const alone = runs.length === 1;
  return evaluatedSeries(runs, measured, (run) => ({
    label: labelOf(run, alone, alone ? word : '', language),
    kind: kindOfMethod(run.spec.method.name),
    quantity: measured === 'pretrainingLoss' ? 'pretraining' : 'heldOut',
  }));
}

/** Colours and markers that differ in print and for colour-blind readers. */
const TONES = [0, 3, 5, 1];

/** One evaluated quantity of runs that share a method, each with a look and a name of its own. */
export function tonedSeries(
  runs: readonly ShownRun[],
  measured: Measured,
  nameOf: (run: ShownRun) => string,
): Series[] {
  return evaluatedSeries(runs, measured, (run, i) => ({
    label: nameOf(run),
    kind: 'other',
    tone: TONES[i % TONES.length]!,
    quantity: 'training',
  }));
}

/** Name and colour of a run by its method; methods other than full fine-tuning and LoRA differ in tone. */
export function methodAppearance(
  { method }: RunSpec,
  language: Language,
): Pick<Series, 'label' | 'kind' | 'tone'> {
  const variant = variantOf(method);
  const kind = kindOfMethod(variant);
  const label = methodShortName(method, language);
  return kind === 'other' ? { label, kind, tone: variantIndex(variant) } : { label, kind };
}

/** Last step of the runs; `fallback` without runs. */
export function lastStepOf(runs: readonly ShownRun[], fallback: number): number {
  return Math.max(0, ...runs.map(({ spec }) => spec.steps)) || fallback;
}

/**
 * @file The curve that the reader drew on the slide before training: drawn over the loss, and given the result, so that
 * the slide can describe the gap.
 */
import { useEffect, useMemo } from 'react';
import type { Series } from '../../charts/series.ts';
import { chartTexts } from '../../charts/texts.ts';
import { type Curve, curveAt, observe, usePrediction } from '../../deck/teaching.ts';
import type { Language } from '../../page/language.ts';
import { DEFAULT_SPEC } from '../../recipes/defaults.ts';
import type { ShownRun } from '../parts/shown-run.ts';

/** Id of the slide's `<Predict>`. */
const PREDICT = 'sft-loss';
/** Number of steps that the slide asks about. */
const STEPS = DEFAULT_SPEC.steps;
const SAMPLES = 40;

/** The training loss over the steps that the slide asks about, evenly spaced; null before the run reaches their end. */
function observedCurve(run: Pick<ShownRun, 'steps' | 'stepCount'> | undefined): Curve | null {
  if (!run || run.stepCount < STEPS) return null;
  const losses = run.steps.slice(0, STEPS).map(({ loss }) => loss);
  return Array.from({ length: SAMPLES + 1 }, (_, i) => curveAt(losses, i / SAMPLES));
}

/** @param run the live run; a recording is compared by the slide itself. @returns the drawn guess, for the chart. */
export function useDrawnGuess(run: ShownRun | undefined, language: Language): Series | null {
  const guess = usePrediction(PREDICT);
  const reached = run?.live && run.stepCount >= STEPS ? run : undefined;
  useEffect(() => {
    const curve = observedCurve(reached);
    if (curve) observe(PREDICT, curve);
  }, [reached]);
  return useMemo(() => {
    if (guess?.kind !== 'curve') return null;
    const { values } = guess;
    return {
      id: 'guess',
      label: chartTexts[language].yourGuess,
      kind: 'base',
      quantity: 'pretraining',
      faded: true,
      points: values.map((value, i) => ({ step: (STEPS * i) / (values.length - 1), value })),
    };
  }, [guess, language]);
}

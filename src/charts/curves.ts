/** @file From what a run reported to the curves that charts draw. */
import type { EvaluationPoint, StepPoint } from '../train/protocol.ts';
import type { CurvePoint } from './series.ts';

/** @param count points that are valid, in an array that may still grow. */
export function stepCurve(
  steps: readonly StepPoint[],
  count: number,
  quantity: 'loss' | 'accuracy',
): CurvePoint[] {
  return steps.slice(0, count).map((point) => ({ step: point.step, value: point[quantity] }));
}

export function evaluationCurve(
  evaluations: readonly EvaluationPoint[],
  count: number,
  quantity: 'validationLoss' | 'heldOutExactMatch' | 'seenExactMatch' | 'pretrainingLoss',
): CurvePoint[] {
  return evaluations.slice(0, count).map((point) => ({ step: point.step, value: point[quantity] }));
}

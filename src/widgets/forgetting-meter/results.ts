/** @file A run's path in the plane of forgetting and accuracy, and its end point. */

import type { RunSpec } from '../../train/spec.ts';
import type { ShownRun } from '../parts/shown-run.ts';

export interface Waypoint {
  step: number;
  /** Pretraining loss less that before training, nats per token. */
  rise: number;
  /** Held-out exact match, 0 to 1. */
  match: number;
}

export interface MeterResult {
  key: string;
  spec: RunSpec;
  /** The rate that it has now; the reader may have moved it. */
  rate: number;
  before: number;
  after: number;
  path: Waypoint[];
}

/** Null before the first evaluation. */
export function resultOf(run: ShownRun): MeterResult | null {
  const points = run.evaluations.slice(0, run.evaluationCount);
  const [first] = points;
  const last = points[points.length - 1];
  if (!first || !last) return null;
  return {
    key: run.key,
    spec: run.spec,
    rate: run.live?.learningRate ?? run.spec.optimizer.learningRate,
    before: first.pretrainingLoss,
    after: last.pretrainingLoss,
    path: points.map(({ step, pretrainingLoss, heldOutExactMatch }) => ({
      step,
      rise: pretrainingLoss - first.pretrainingLoss,
      match: heldOutExactMatch,
    })),
  };
}

export function endOf({ path }: MeterResult): Waypoint {
  return path[path.length - 1] as Waypoint;
}

/** @file A run's path in the plane of forgetting and accuracy, and its end point. */

import { DEFAULT_FULL_RATE, DEFAULT_LORA_RATE } from '../../recipes/defaults.ts';
import type { RunSpec } from '../../train/spec.ts';
import type { ShownRun } from '../parts/shown-run.ts';

interface PathPoint {
  step: number;
  /** Pretraining loss less that before training, nats per token. */
  rise: number;
  /** Held-out exact match, 0 to 1. */
  match: number;
}

export interface MeterResult {
  key: string;
  spec: RunSpec;
  /** The current rate, which the reader may have changed. */
  rate: number;
  before: number;
  after: number;
  path: PathPoint[];
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

/** What the recorded runs differ in. */
export const VIEWS = ['rates', 'replay'] as const;
export type View = (typeof VIEWS)[number];

/** Of recorded runs those that differ in what the view compares: the learning rate, or the share of pretraining text. */
export function filterByView(results: readonly MeterResult[], view: View): MeterResult[] {
  const replayed = results.filter(({ spec }) => spec.data.replay);
  if (view === 'rates') return results.filter(({ spec }) => !spec.data.replay);
  const isBase = ({ spec, rate }: MeterResult) =>
    replayed.some((one) => one.spec.method.name === spec.method.name && one.rate === rate);
  return results.filter((one) => one.spec.data.replay || isBase(one));
}

export function replayOf({ spec }: MeterResult): number {
  return spec.data.replay ?? 0;
}

/** How much more LoRA forgot than full fine-tuning did at the default rates without replay; null where one is missing. */
export function forgettingRatio(results: readonly MeterResult[]): number | null {
  const riseOf = (name: 'full' | 'lora', rate: number) => {
    const found = results.find(
      (one) => one.spec.method.name === name && one.rate === rate && replayOf(one) === 0,
    );
    return found && endOf(found).step === found.spec.steps ? endOf(found).rise : null;
  };
  const [full, lora] = [riseOf('full', DEFAULT_FULL_RATE), riseOf('lora', DEFAULT_LORA_RATE)];
  return full !== null && lora !== null && full > 0 ? lora / full : null;
}

export function endOf({ path }: MeterResult): PathPoint {
  return path[path.length - 1] as PathPoint;
}

/** @file The sweep of rank and learning rate that a slide shows, from its settings. */

import { DEFAULT_LORA, makeSpec, WIDGET_PARAMS, type WidgetValues } from '../recipes/defaults.ts';
import { defaultsOf } from '../recipes/params.ts';
import type { Recording } from '../recordings/recording.ts';
import type { ModelName } from '../train/spec.ts';
import { cellName, cellResult, newSweep, type Sweep, type SweepPlan } from './sweep.ts';

/** alpha / r where the scale is the same at every rank. */
const ALPHA_PER_RANK = DEFAULT_LORA.loraAlpha / DEFAULT_LORA.r;

export function sweepPlan(values: WidgetValues<'sweep'>, model: ModelName): SweepPlan {
  const { ranks, rates, scale, steps, batch, seed } = values;
  return {
    base: makeSpec({ model, method: DEFAULT_LORA, steps, batchSize: batch, seed }),
    rows: { field: 'r', values: ranks.map(Number) },
    columns: { field: 'lr', values: rates.map(Number) },
    ...(scale === 'kept' ? { alphaPerRank: ALPHA_PER_RANK } : {}),
  };
}

/** A recorded sweep; its runs are named after their cells. Only the default sweep is recorded. */
export function recordedSweep(recording: Recording): Sweep {
  const plan = sweepPlan(defaultsOf(WIDGET_PARAMS.sweep), recording.model);
  const empty = newSweep(plan);
  const cells = empty.cells.map((_, i) => {
    const run = recording.runs.find(({ name }) => name === cellName(plan, i));
    if (!run) return null;
    const last = run.steps[run.steps.length - 1]?.step ?? 0;
    return cellResult(run.steps, run.evaluations, last < run.spec.steps);
  });
  return { ...empty, cells, state: 'done' };
}

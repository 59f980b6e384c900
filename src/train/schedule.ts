/**
 * @file Learning-rate schedules: linear warm-up from 0, then constant, or linear or cosine down to a floor.
 *
 * The factors are those of Hugging Face's `get_constant_schedule_with_warmup`, `get_linear_schedule_with_warmup` and
 * `get_cosine_schedule_with_warmup`, read one step later: step k (from 1) takes the factor that their scheduler holds
 * after k of its own steps, while their k-th update takes the one after k - 1. So theirs spends the first update of a
 * warm-up at rate 0, ours the last of a decay: the first update here trains, and a decay ends where its curve ends.
 */
import type { ScheduleName } from './spec.ts';

export interface Schedule {
  name: ScheduleName;
  warmupSteps: number;
  /** Share of the peak that linear and cosine end at; 0 by default. */
  floor?: number;
}

/** Factor on the peak learning rate at `step` (1 for the first) of `steps`. */
export function rateFactor({ name, warmupSteps, floor = 0 }: Schedule, step: number, steps: number): number {
  if (step <= warmupSteps) return step / warmupSteps;
  if (name === 'constant') return 1;
  const progress = Math.min(1, (step - warmupSteps) / Math.max(1, steps - warmupSteps));
  const shape = name === 'linear' ? 1 - progress : (1 + Math.cos(Math.PI * progress)) / 2;
  return floor + (1 - floor) * shape;
}

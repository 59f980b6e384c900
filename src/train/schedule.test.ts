/** @file Schedules, against the factors of Hugging Face's `get_*_schedule_with_warmup`. */
import { describe, expect, it } from 'vitest';
import { rateFactor, type Schedule } from './schedule.ts';

const factors = (schedule: Schedule, steps: number) =>
  Array.from({ length: steps }, (_, i) => rateFactor(schedule, i + 1, steps));

/**
 * The factor that Hugging Face's scheduler holds after `calls` of its `step()`, by the code of
 * `transformers.optimization` (linear; cosine with half a cycle).
 */
function huggingFace(name: 'constant' | 'linear' | 'cosine', warmup: number, calls: number, steps: number) {
  if (calls < warmup) return calls / Math.max(1, warmup);
  if (name === 'constant') return 1;
  if (name === 'linear') return Math.max(0, (steps - calls) / Math.max(1, steps - warmup));
  const progress = (calls - warmup) / Math.max(1, steps - warmup);
  return Math.max(0, 0.5 * (1 + Math.cos(Math.PI * progress)));
}

describe.each(['constant', 'linear', 'cosine'] as const)('the %s schedule', (name) => {
  it.each([
    [10, 0],
    [10, 3],
    [7, 6],
    [1, 0],
    [200, 20],
  ])("of %d steps, %d of warm-up, takes step k at Hugging Face's factor after k calls", (steps, warmup) => {
    factors({ name, warmupSteps: warmup }, steps).forEach((factor, i) => {
      expect(factor, `step ${i + 1}`).toBeCloseTo(huggingFace(name, warmup, i + 1, steps), 12);
    });
  });

  it('trains in the first step and is at its peak when the warm-up ends', () => {
    const [first, , , peak] = factors({ name, warmupSteps: 4 }, 12);
    expect(first).toBe(0.25);
    expect(peak).toBe(1);
  });
});

describe('the end of a schedule', () => {
  it('is 0 for linear and cosine, and the floor where there is one', () => {
    for (const name of ['linear', 'cosine'] as const) {
      expect(rateFactor({ name, warmupSteps: 2 }, 20, 20)).toBe(0);
      expect(rateFactor({ name, warmupSteps: 2 }, 19, 20)).toBeGreaterThan(0);
      expect(rateFactor({ name, warmupSteps: 2, floor: 0.1 }, 20, 20)).toBeCloseTo(0.1, 12);
    }
  });

  it('is the peak where the warm-up takes every step', () => {
    expect(factors({ name: 'linear', warmupSteps: 4 }, 4)).toEqual([0.25, 0.5, 0.75, 1]);
  });

  it('stays where it is after the last step', () => {
    expect(rateFactor({ name: 'linear', warmupSteps: 0, floor: 0.2 }, 30, 20)).toBeCloseTo(0.2, 12);
  });
});

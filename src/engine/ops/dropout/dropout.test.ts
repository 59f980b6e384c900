/** @file The numbers of the draws of masks. */
import { expect, it } from 'vitest';
import { drawOf, isRetained } from './index.ts';

it('gives every step of every seed a draw of its own', () => {
  const [seeds, steps] = [400, 250];
  const draws = new Set<number>();
  for (let seed = 0; seed < seeds; seed++)
    for (let step = 1; step <= steps; step++) draws.add(drawOf(seed, step));
  expect(draws.size).toBe(seeds * steps);
});

it('keeps the steps of the first 4,000 seeds apart for 500,000 steps', () => {
  // On the circle of 2^32 numbers, only seeds with adjacent starting points can overlap.
  const begins = Array.from({ length: 4000 }, (_, seed) => drawOf(seed, 0) >>> 0).sort((a, b) => a - b);
  const gaps = begins.map((begin, i) =>
    i === 0 ? begin + 2 ** 32 - begins.at(-1)! : begin - begins[i - 1]!,
  );
  expect(Math.min(...gaps)).toBeGreaterThan(500_000);
});

it('makes masks of two seeds as independent as those of two steps', () => {
  const [rate, count] = [0.3, 20_000];
  const both = (one: number, other: number) =>
    Array.from(
      { length: count },
      (_, i) => !isRetained(i, one, 7, rate) && !isRetained(i, other, 7, rate),
    ).filter(Boolean).length / count;
  expect(both(drawOf(1, 5), drawOf(2, 5))).toBeCloseTo(rate * rate, 1.5);
  expect(both(drawOf(1, 5), drawOf(1, 6))).toBeCloseTo(rate * rate, 1.5);
});

/** @file Predictions and how far off they were. */
import { describe, expect, it } from 'vitest';
import { withPoint } from './parts/Predict.tsx';
import { curveAt, gapBetween } from './teaching.ts';

describe('curves', () => {
  it('are straight between their points', () => {
    expect(curveAt([0, 10], 0.25)).toBe(2.5);
    expect(curveAt([0, 10, 0], 0.75)).toBe(5);
    expect(curveAt([4], 0.5)).toBe(4);
    expect(curveAt([1, 2], 7)).toBe(2);
  });
  it('take a point where the pointer is, and only there', () => {
    expect(withPoint([1, 1, 1], 0.45, 3)).toEqual([1, 3, 1]);
    expect(withPoint([1, 1, 1], 2, 3)).toEqual([1, 1, 3]);
  });
});

describe('the gap between guess and result', () => {
  it.each([
    ['near', [5, 1, 0.5], [5, 1.2, 0.4]],
    ['tooHigh', [5, 4, 4], [5, 1, 0.5]],
    ['tooLow', [5, 0, 0], [5, 4, 3]],
    ['shape', [5, 0, 5], [0, 5, 0]],
  ] as const)('is called %s', (verdict, guess, result) => {
    expect(gapBetween(guess, result, 5).verdict).toBe(verdict);
  });
  it('says the difference at the end', () => {
    expect(gapBetween([5, 2], [5, 0.5], 5).end).toBe(1.5);
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { CONTENDERS, guessedRate } from './contenders.ts';
import { chooseRate, ladder, type RatePoint, type RateSweep, widen } from './rate-sweep.ts';
import rates from './rates.json' with { type: 'json' };

const at = (learningRate: number, heldOutExactMatch: number, heldOutLoss: number): RatePoint => ({
  learningRate,
  heldOutExactMatch,
  heldOutLoss,
  pretrainingLoss: 1,
});

describe('the rates that are tried', () => {
  it('are half a decade apart, around the guess', () => {
    expect(ladder(3e-3)).toEqual([3e-4, 1e-3, 3e-3, 1e-2, 3e-2]);
    expect(ladder(1e-2)).toEqual([1e-3, 3e-3, 1e-2, 3e-2, 1e-1]);
    expect(ladder(0.1)).toEqual([1e-2, 3e-2, 1e-1, 0.3, 1]);
  });

  it('begin at the guess of every contender exactly', () => {
    for (const { id } of CONTENDERS) expect(ladder(guessedRate(id)), id).toContain(guessedRate(id));
  });

  it('go on where the best lies at an end', () => {
    expect(widen([at(1e-3, 0.2, 1), at(3e-3, 0.5, 1)])).toBe(1e-2);
    expect(widen([at(1e-3, 0.5, 1), at(3e-3, 0.2, 1)])).toBe(3e-4);
    expect(widen([at(1e-3, 0.2, 1), at(3e-3, 0.5, 1), at(1e-2, 0.1, 1)])).toBeNull();
    expect(widen([{ learningRate: 1, diverged: true }])).toBeNull();
  });
});

describe('the rate that is taken', () => {
  it('answers most held-out questions', () => {
    expect(chooseRate([at(1e-3, 0.9, 0.2), at(3e-3, 0.95, 0.3), { learningRate: 1, diverged: true }])).toBe(
      3e-3,
    );
  });

  it('has the lower loss where a point of exact match is chance', () => {
    expect(chooseRate([at(1e-3, 0.945, 0.2), at(3e-3, 0.95, 0.3)])).toBe(1e-3);
    expect(chooseRate([at(1e-3, 0, 2), at(3e-3, 0, 1)])).toBe(3e-3);
  });

  it('cannot be found where all diverged', () => {
    expect(() => chooseRate([{ learningRate: 1, diverged: true }])).toThrow(/diverged/);
  });
});

const path = 'public/runs/rates.json';
describe('the recorded sweep', () => {
  it('has four rates or more for every contender, and the best of them is the default', () => {
    const sweep = JSON.parse(readFileSync(path, 'utf8')) as RateSweep;
    expect(Object.keys(sweep.contenders)).toEqual(CONTENDERS.map(({ id }) => id));
    for (const { id, learningRate } of CONTENDERS) {
      const entry = sweep.contenders[id]!;
      expect(entry.points.length, id).toBeGreaterThanOrEqual(4);
      expect(chooseRate(entry.points), id).toBe(entry.chosen);
      expect(learningRate, id).toBe(entry.chosen);
    }
    expect(rates).toEqual(Object.fromEntries(CONTENDERS.map(({ id, learningRate }) => [id, learningRate])));
  });
});

/** @file Sampling, against cases small enough to do by hand and against what Hugging Face's warpers keep. */
import { describe, expect, it } from 'vitest';
import { createRandom } from '../world/random.ts';
import { chooseToken, probabilities } from './sampling.ts';

/** Logits of these probabilities. */
const logitsOf = (...shares: number[]) => Float32Array.from(shares, Math.log);

/** Every token that draws choose, over so many that none with a share of 1 % is missed. */
function drawn(logits: Float32Array, sampling: { temperature?: number; topK?: number }): Map<number, number> {
  const random = createRandom('drawn');
  const counts = new Map<number, number>();
  for (let i = 0; i < 4000; i++) {
    const { token } = chooseToken(logits, { temperature: 1, topK: 0, ...sampling }, random);
    counts.set(token, (counts.get(token) ?? 0) + 1);
  }
  return counts;
}
const tokensOf = (counts: Map<number, number>) => [...counts.keys()].sort((a, b) => a - b);

describe('probabilities', () => {
  it('are the softmax of logits over temperature', () => {
    const [a, b] = probabilities(Float32Array.of(0, Math.log(3)), 1);
    expect(a).toBeCloseTo(0.25, 6);
    expect(b).toBeCloseTo(0.75, 6);
    const [sharp] = probabilities(Float32Array.of(0, Math.log(3)), 0.5);
    expect(sharp).toBeCloseTo(1 / 10, 6);
  });

  it('stay finite for logits of any size', () => {
    expect([...probabilities(Float32Array.of(3e38, -3e38, 3e38), 1)]).toEqual([0.5, 0, 0.5]);
  });
});

describe('a choice', () => {
  it('is the likeliest token at temperature 0, the smaller id where two are equal', () => {
    const sampling = { temperature: 0, topK: 0 };
    expect(chooseToken(Float32Array.of(0, 2, 2, 1), sampling, createRandom('any')).token).toBe(1);
  });

  it('is drawn by probability where nothing is cut', () => {
    const counts = drawn(logitsOf(0.6, 0.3, 0.1), {});
    expect(counts.get(0)! / 4000).toBeCloseTo(0.6, 1);
    expect(counts.get(1)! / 4000).toBeCloseTo(0.3, 1);
    expect(counts.get(2)! / 4000).toBeCloseTo(0.1, 1);
  });

  it('is one of the k likeliest under top-k', () => {
    expect(tokensOf(drawn(logitsOf(0.1, 0.4, 0.2, 0.3), { topK: 2 }))).toEqual([1, 3]);
    expect(tokensOf(drawn(logitsOf(0.1, 0.4, 0.2, 0.3), { topK: 9 }))).toEqual([0, 1, 2, 3]);
  });

  it('shows the probability before anything is cut, and the chosen token among the alternatives', () => {
    const logits = logitsOf(...Array.from({ length: 20 }, () => 0.05));
    const random = createRandom('shown');
    for (let i = 0; i < 50; i++) {
      const { token, probability, alternatives } = chooseToken(logits, { temperature: 1, topK: 12 }, random);
      expect(probability).toBeCloseTo(0.05, 6);
      expect(alternatives.map((candidate) => candidate.token)).toContain(token);
    }
  });
});

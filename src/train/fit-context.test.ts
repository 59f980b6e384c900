import { describe, expect, it } from 'vitest';
import type { Dataset } from './dataset.ts';
import { fitContext } from './fit-context.ts';

/** Examples of these lengths, and one batch of two documents of eight tokens. */
function dataset(...lengths: number[]): Dataset {
  const examples = lengths.map((length) => ({
    tokens: Array.from({ length: length + 1 }, (_, i) => i),
    weights: Array.from({ length }, () => 1),
  }));
  const count = (from: number) => Int32Array.from({ length: 16 }, (_, i) => from + i);
  const document = {
    tokens: count(0),
    targets: count(100),
    weights: new Float32Array(16).fill(1),
    batchSize: 2,
    sequenceLength: 8,
  };
  return {
    training: examples,
    heldOut: [],
    seen: [],
    documents: [document],
    sequenceLength: 16,
  } as unknown as Dataset;
}

describe('fitContext', () => {
  it('leaves data alone where there are no virtual tokens', () => {
    const data = dataset(16);
    expect(fitContext(data, 4, 0)).toBe(data);
  });

  it('cuts padding off, and documents at the end of every row', () => {
    const fitted = fitContext(dataset(3, 5), 5, 11);
    expect(fitted.sequenceLength).toBe(5);
    const [batch] = fitted.documents;
    expect(batch).toMatchObject({ batchSize: 2, sequenceLength: 5 });
    expect([...batch!.tokens]).toEqual([0, 1, 2, 3, 4, 8, 9, 10, 11, 12]);
    expect([...batch!.targets]).toEqual([100, 101, 102, 103, 104, 108, 109, 110, 111, 112]);
    expect(batch!.weights).toHaveLength(10);
  });

  it('says how many virtual tokens the longest example would allow', () => {
    expect(() => fitContext(dataset(3, 7), 5, 11)).toThrow('virtualTokens: 11 (1–9)');
    expect(fitContext(dataset(3, 7), 7, 9).sequenceLength).toBe(7);
  });
});

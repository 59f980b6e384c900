/**
 * @file Held-out exact match, measured by one forward pass instead of by generating: the greedy answer equals the
 * reference exactly if, given the reference so far, every next token of it (its end token included) is the
 * likeliest one. A test holds this against real generation.
 */
import { collate, type EncodedExample } from '../data/index.ts';
import type { Scorer, TokenBatch } from '../engine/engine.ts';

interface ExampleScores {
  /** Mean nats per weighted token over all examples. */
  loss: number;
  /** Share of examples answered exactly, 0 to 1. */
  exactMatch: number;
  /** One flag per example. */
  exact: boolean[];
}

/** Scores examples in batches of the scorer's size. */
export async function scoreExamples(
  scorer: Scorer,
  examples: readonly EncodedExample[],
): Promise<ExampleScores> {
  const { batchSize, sequenceLength } = scorer;
  const exact: boolean[] = [];
  let loss = 0;
  let weight = 0;
  for (let begin = 0; begin < examples.length; begin += batchSize) {
    const some = examples.slice(begin, begin + batchSize);
    const batch = collate(some, { batchSize, sequenceLength });
    const rows = await scorer.score(batch);
    some.forEach((example, row) => {
      let right = example.tokens.length - 1 <= sequenceLength;
      for (let t = 0; t < sequenceLength; t++) {
        const i = row * sequenceLength + t;
        const w = batch.weights[i] as number;
        if (w === 0) continue;
        loss += w * (rows.loss[i] as number);
        weight += w;
        if (rows.correct[i] !== 1) right = false;
      }
      exact.push(right);
    });
  }
  return {
    loss: weight > 0 ? loss / weight : 0,
    exactMatch: exact.filter(Boolean).length / Math.max(1, exact.length),
    exact,
  };
}

/** Mean nats per weighted token of batches made beforehand, such as held-out documents. */
export async function scoreBatches(scorer: Scorer, batches: readonly TokenBatch[]): Promise<number> {
  let loss = 0;
  let weight = 0;
  for (const batch of batches) {
    const rows = await scorer.score(batch);
    batch.weights.forEach((w, i) => {
      loss += w * (rows.loss[i] as number);
      weight += w;
    });
  }
  return loss / Math.max(1, weight);
}

/**
 * @file Packing: several examples in one row, so that little of a batch is padding. As in TRL's `packing` without
 * variable-length attention, an example attends to those before it in its row; predicting its first token has weight 0.
 */
import { createRandom } from '../world/random.ts';
import type { EncodedExample } from './encode.ts';

/** Rows of at most `length` tokens: examples in a seeded order, each in the first row that it fits into. */
export function packExamples(
  examples: readonly EncodedExample[],
  options: { length: number; seed: number },
): EncodedExample[] {
  const rows: EncodedExample[] = [];
  /** Rows that are not full, oldest first. */
  let open: EncodedExample[] = [];
  for (const example of createRandom(options.seed, 'packing').shuffle(examples)) {
    const row = open.find(({ tokens }) => tokens.length + example.tokens.length <= options.length);
    if (row) {
      row.tokens.push(...example.tokens);
      row.weights.push(...example.weights);
      continue;
    }
    const fresh: EncodedExample = {
      tokens: [...example.tokens],
      weights: [...example.weights],
      promptLength: example.promptLength,
    };
    rows.push(fresh);
    // A bounded search keeps long lists quick.
    open = [...open.slice(-15), fresh];
  }
  return rows;
}

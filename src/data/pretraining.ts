/**
 * @file The pretraining stream: documents wrapped in `<bos>` and `<eos>`, packed into full rows. Row r of step s has
 * a seed of its own, so any step can be generated without the ones before it: a run resumes by its step number alone.
 */

import { documents } from '../world/documents.ts';
import type { World } from '../world/world.ts';
import type { Batch } from './batch.ts';
import type { EncodedExample } from './encode.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The seed of the documents that no pretraining step sees; they measure forgetting. */
const HELD_OUT_SEED = 'held out';

interface DocumentBatches {
  /** The batch of one step, counted from 0; every prediction counts. */
  batchAt(step: number): Batch;
}

/** Packed pretraining batches, [batchSize, sequenceLength]; every row begins with a new document. */
export function documentBatches(
  world: World,
  tokenizer: Tokenizer,
  options: {
    batchSize: number;
    sequenceLength: number;
    seed: number | string;
    /** Which documents; `laterDocuments` for the last part of pretraining. */
    stream?: typeof documents;
  },
): DocumentBatches {
  const { batchSize, sequenceLength, seed, stream: open = documents } = options;
  return {
    batchAt(step) {
      const tokens = new Int32Array(batchSize * sequenceLength);
      const targets = new Int32Array(batchSize * sequenceLength);
      for (let row = 0; row < batchSize; row++) {
        const stream = open(world, seed, step, row);
        const line: number[] = [];
        while (line.length <= sequenceLength) {
          line.push(tokenizer.bosId, ...tokenizer.encodeDocument(stream.next().value), tokenizer.eosId);
        }
        for (let i = 0; i < sequenceLength; i++) {
          tokens[row * sequenceLength + i] = line[i]!;
          targets[row * sequenceLength + i] = line[i + 1]!;
        }
      }
      const weights = new Float32Array(batchSize * sequenceLength).fill(1);
      return { tokens, targets, weights, batchSize, sequenceLength };
    },
  };
}

/** Batches of documents never used for pretraining: always the same ones. */
export function heldOutDocumentBatches(
  world: World,
  tokenizer: Tokenizer,
  options: { batchSize: number; sequenceLength: number; batches: number },
): Batch[] {
  const stream = documentBatches(world, tokenizer, { ...options, seed: HELD_OUT_SEED });
  return Array.from({ length: options.batches }, (_, step) => stream.batchAt(step));
}

/** Documents replayed in fine-tuning: of the pretraining distribution, and none of the held-out ones. */
const REPLAY_SEED = 'replay';

/** Rows of pretraining text as examples of `sequenceLength` predictions, all of which count. */
export function pretrainingRows(
  world: World,
  tokenizer: Tokenizer,
  { count, sequenceLength, seed }: { count: number; sequenceLength: number; seed: number },
): EncodedExample[] {
  if (count === 0) return [];
  const options = { batchSize: count, sequenceLength, seed: `${REPLAY_SEED} ${seed}` };
  const { tokens, targets } = documentBatches(world, tokenizer, options).batchAt(0);
  return Array.from({ length: count }, (_, row) => {
    const begin = row * sequenceLength;
    const last = targets[begin + sequenceLength - 1] as number;
    return {
      tokens: [...tokens.subarray(begin, begin + sequenceLength), last],
      weights: [...new Array<number>(sequenceLength).fill(1), 0],
      promptLength: 0,
    };
  });
}

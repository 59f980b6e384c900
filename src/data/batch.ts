/**
 * @file Batches: rows of token ids, the tokens they predict, and which predictions count. All arrays are row-major
 * [batchSize, sequenceLength], padded on the right.
 */
import { createRandom } from '../world/random.ts';
import type { EncodedExample } from './encode.ts';

export interface Batch {
  /** Inputs, [batchSize, sequenceLength]. */
  tokens: Int32Array;
  /** targets[i] is the token that follows tokens[i]. */
  targets: Int32Array;
  /** 1 where the prediction counts, else 0. */
  weights: Float32Array;
  batchSize: number;
  sequenceLength: number;
}

const LENGTH_MULTIPLE = 16;
/** Token id of padding. Its value is irrelevant: the weight is 0, and causal attention does not see positions to the right. */
const FILLER_ID = 0;

/** The smallest multiple of 16 that holds every example's predictions, at most the model's context. */
export function sequenceLengthFor(
  lists: readonly (readonly EncodedExample[])[],
  contextLength: number,
): number {
  let longest = 1;
  for (const list of lists) for (const { tokens } of list) longest = Math.max(longest, tokens.length - 1);
  return Math.min(contextLength, Math.ceil(longest / LENGTH_MULTIPLE) * LENGTH_MULTIPLE);
}

/** Collates examples into one batch; missing rows are padding of weight 0, longer examples are truncated. */
export function collate(
  examples: readonly EncodedExample[],
  size: { batchSize: number; sequenceLength: number },
): Batch {
  const { batchSize, sequenceLength } = size;
  const tokens = new Int32Array(batchSize * sequenceLength).fill(FILLER_ID);
  const targets = new Int32Array(batchSize * sequenceLength).fill(FILLER_ID);
  const weights = new Float32Array(batchSize * sequenceLength);
  examples.slice(0, batchSize).forEach((example, row) => {
    const used = Math.min(sequenceLength, example.tokens.length - 1);
    for (let i = 0; i < used; i++) {
      const at = row * sequenceLength + i;
      tokens[at] = example.tokens[i]!;
      targets[at] = example.tokens[i + 1]!;
      weights[at] = example.weights[i]!;
    }
  });
  return { tokens, targets, weights, batchSize, sequenceLength };
}

export interface BatchStream {
  next(): Batch;
  /** Moves to the position of a new stream after so many batches. */
  seek(batches: number): void;
}

/**
 * Draws items without end: every epoch is a new seeded shuffle, and one draw may span two epochs.
 * @throws RangeError where there are no items
 */
export function createSampler<Item>(items: readonly Item[], seed: number): (count: number) => Item[] {
  if (items.length === 0) throw new RangeError('no examples to make batches of');
  const random = createRandom(seed, 'batches');
  let queue: Item[] = [];
  return (count) => {
    const drawn: Item[] = [];
    while (drawn.length < count) {
      if (queue.length === 0) queue = random.shuffle(items);
      drawn.push(queue.pop()!);
    }
    return drawn;
  };
}

/** Endless batches, drawn by `createSampler`. */
export function createBatches(
  encoded: readonly EncodedExample[],
  options: { batchSize: number; sequenceLength: number; seed: number },
): BatchStream {
  const { batchSize, seed } = options;
  let draw = createSampler(encoded, seed);
  return {
    next: () => collate(draw(batchSize), options),
    seek(batches) {
      draw = createSampler(encoded, seed);
      draw(batches * batchSize);
    },
  };
}

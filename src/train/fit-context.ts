/** @file Fits data into the context that virtual tokens leave: rows are cut to it, and examples that need more are refused. */
import type { Batch } from '../data/index.ts';
import type { Dataset } from './dataset.ts';
import { SpecError } from './spec-error.ts';

/** The first columns of every row. */
function cropped({ tokens, targets, weights, batchSize, sequenceLength }: Batch, length: number): Batch {
  const crop = <List extends Int32Array | Float32Array>(from: List, into: List): List => {
    for (let row = 0; row < batchSize; row++) {
      const begin = row * sequenceLength;
      into.set(from.subarray(begin, begin + length), row * length);
    }
    return into;
  };
  const size = batchSize * length;
  return {
    tokens: crop(tokens, new Int32Array(size)),
    targets: crop(targets, new Int32Array(size)),
    weights: crop(weights, new Float32Array(size)),
    batchSize,
    sequenceLength: length,
  };
}

/**
 * The data as it fits beside `virtualTokens`: padding is cut off, documents end earlier. Throws `SpecError` naming
 * `virtualTokens` if an example has more tokens than `contextLength`, which excludes them.
 */
export function fitContext(dataset: Dataset, contextLength: number, virtualTokens: number): Dataset {
  if (virtualTokens === 0) return dataset;
  const { training, heldOut, seen, documents, sequenceLength } = dataset;
  let longest = 1;
  for (const list of [training, heldOut, seen])
    for (const { tokens } of list) longest = Math.max(longest, tokens.length - 1);
  if (longest > contextLength) {
    const most = Math.max(0, contextLength + virtualTokens - longest);
    throw new SpecError('virtualTokens', `${virtualTokens} (1–${most})`);
  }
  return {
    ...dataset,
    sequenceLength: Math.min(sequenceLength, contextLength),
    documents: documents.map((batch) =>
      batch.sequenceLength > contextLength ? cropped(batch, contextLength) : batch,
    ),
  };
}

/** @file The examples of a run: what it trains on, and what it is measured on. */
import {
  type Batch,
  type EncodedExample,
  encodeExample,
  heldOutDocumentBatches,
  sequenceLengthFor,
} from '../data/index.ts';
import { createRandom, examplesOf } from '../world/index.ts';
import type { Base } from './base.ts';
import type { DataSpec } from './spec.ts';

export interface Dataset {
  training: EncodedExample[];
  /** Examples about subjects that no training example names. */
  heldOut: EncodedExample[];
  /** A part of the training data, measured like the held-out part. */
  seen: EncodedExample[];
  /** Documents of the pretraining distribution that no pretraining step saw. */
  documents: Batch[];
  /** Tokens per row: the longest example, rounded up. */
  sequenceLength: number;
}

/** How many examples live evaluation takes; `record --verify` takes them all. */
export interface DatasetLimits {
  heldOut: number;
  seen: number;
  documents: { batches: number; batchSize: number; sequenceLength: number };
}

export const LIVE_LIMITS: DatasetLimits = {
  heldOut: 64,
  seen: 32,
  documents: { batches: 1, batchSize: 8, sequenceLength: 64 },
};
export const ALL_LIMITS: DatasetLimits = {
  heldOut: Number.POSITIVE_INFINITY,
  seen: 256,
  documents: { batches: 4, batchSize: 8, sequenceLength: 128 },
};

/** Which examples are picked does not depend on the run's seed, so that runs of different seeds can be compared. */
const SAMPLE_SEED = 'evaluation';

/** Throws a RangeError for a data set that does not exist or is empty. */
export function buildDataset(
  base: Base,
  spec: DataSpec,
  seed: number,
  limits: DatasetLimits = LIVE_LIMITS,
): Dataset {
  const examples = examplesOf(base.world, spec.task);
  const encode = (maskPrompt: boolean) => (example: { prompt: string; response: string }) =>
    encodeExample(base.tokenizer, example, { maskPrompt, maxLength: base.config.contextLength + 1 });
  const train = examples.filter(({ split }) => split === 'train');
  const kept = spec.size === null ? train : createRandom(seed, 'size').sample(train, spec.size);
  const pick = (list: typeof examples, count: number) =>
    count >= list.length ? list : createRandom(SAMPLE_SEED, spec.task).sample(list, count);
  const heldOut = pick(
    examples.filter(({ split }) => split === 'heldOut'),
    limits.heldOut,
  ).map(encode(true));
  const seen = pick(kept, limits.seen).map(encode(true));
  const training = kept.map(encode(spec.maskPrompt));
  return {
    training,
    heldOut,
    seen,
    documents: heldOutDocumentBatches(base.world, base.tokenizer, limits.documents),
    sequenceLength: sequenceLengthFor([training, heldOut, seen]),
  };
}

/** @file The examples of a run: what it trains on, and what it is measured on. */
import {
  type Batch,
  type EncodedExample,
  encodeConversation,
  heldOutDocumentBatches,
  type Item,
  itemOf,
  type LossMask,
  mixture,
  packExamples,
  pretrainingRows,
  sequenceLengthFor,
  sourceExamples,
  withDuplicates,
  withExtra,
  withNewFacts,
  withNoise,
} from '../data/index.ts';
import { createRandom, type Example, type World } from '../world/index.ts';
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

const LIVE_LIMITS: DatasetLimits = {
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

/** The examples of a task in one half of the world's split. Throws RangeError for a name that does not exist. */
export function itemsOf(world: World, task: string, split: Example['split']): Item[] {
  return sourceExamples(world, task)
    .filter((example) => example.split === split)
    .map(itemOf);
}

/** The training list before tokens: source, size, new facts, noise, "I don't know", repeats, in this order. */
export function trainingItems(world: World, spec: DataSpec, seed: number): Item[] {
  const { task, size, examples, mix, noise = 0, newFacts = 0, unknownShare = 0, duplication = 0 } = spec;
  let items: Item[];
  if (examples) items = examples.map((conversation) => ({ conversation, kind: 'own' }));
  else if (mix) {
    const parts = mix.map(({ task: name, weight }) => ({
      name,
      weight,
      items: itemsOf(world, name, 'train'),
    }));
    const all = parts.reduce((sum, part) => sum + part.items.length, 0);
    items = mixture(parts, size ?? all, seed);
  } else items = itemsOf(world, task, 'train');
  if (size !== null && !mix) items = createRandom(seed, 'size').sample(items, size);
  items = withNewFacts(world, items, newFacts, seed);
  items = withNoise(items, noise, seed);
  if (unknownShare > 0) items = withExtra(items, itemsOf(world, 'invented', 'train'), unknownShare, seed);
  return withDuplicates(items, duplication, seed);
}

/**
 * Throws a RangeError for a data set that does not exist; `training` may be empty. Packed rows are `packedLength` tokens long:
 * the context without its virtual tokens.
 */
export function buildDataset(
  base: Base,
  spec: DataSpec,
  seed: number,
  limits: DatasetLimits = LIVE_LIMITS,
  packedLength = base.config.contextLength,
): Dataset {
  const maxLength = base.config.contextLength + 1;
  /** Drops examples without a trained token, such as those whose every answer has weight 0. */
  const encode = (list: readonly Item[], mask: LossMask) =>
    list
      .map(({ conversation }) => encodeConversation(base.tokenizer, conversation, { mask, maxLength }))
      .filter(({ weights }) => weights.includes(1));
  const pick = (list: readonly Item[], count: number) =>
    count >= list.length ? list : createRandom(SAMPLE_SEED, spec.task).sample(list, count);
  const items = trainingItems(base.world, spec, seed);
  const own = spec.heldOut?.map((conversation) => ({ conversation, kind: 'own' }));
  const asked = own ?? itemsOf(base.world, spec.task, 'heldOut');
  const heldOut = encode(pick(asked, limits.heldOut), 'completion');
  const seen = encode(pick(items, limits.seen), 'completion');
  const mask = spec.mask ?? (spec.maskPrompt ? 'completion' : 'everything');
  const learnable = encode(items, mask);
  const examples = spec.packing ? packExamples(learnable, { length: packedLength + 1, seed }) : learnable;
  const sequenceLength = sequenceLengthFor([examples, heldOut, seen], base.config.contextLength);
  return {
    training: withReplay(base, examples, spec.replay ?? 0, { sequenceLength, seed }),
    heldOut,
    seen,
    documents: heldOutDocumentBatches(base.world, base.tokenizer, limits.documents),
    sequenceLength,
  };
}

/** Adds rows of pretraining text until they are `share` of the list (0 to below 1). */
function withReplay(
  { world, tokenizer }: Base,
  examples: EncodedExample[],
  share: number,
  { sequenceLength, seed }: { sequenceLength: number; seed: number },
): EncodedExample[] {
  const count = Math.round((examples.length * share) / (1 - share));
  return [...examples, ...pretrainingRows(world, tokenizer, { count, sequenceLength, seed })];
}

/**
 * @file LoRA (Hu et al. 2021, arXiv 2106.09685, section 4.1): beside W of [out, in] stand A of [r, in] and B of
 * [out, r], so r (in + out) numbers per adapted matrix. rsLoRA, PiSSA, OLoRA and EVA differ in scale and start,
 * not in count; DoRA (arXiv 2402.09353) adds a magnitude per output.
 */
import { CostError, show } from '../error.ts';
import type { Model, Module } from '../module.ts';
import { checkInteger, readFlag, readInteger, readRaw, type Source } from '../read.ts';
import { findTargets, patternValue, readSaved } from '../targets.ts';
import { LORA_TARGETS } from './defaults.ts';
import {
  added,
  type Method,
  type MethodInput,
  type MethodTensor,
  PREFIX,
  refuse,
  savedCopies,
  trainedBiases,
} from './method.ts';

export const RANK = { max: 65_536 } as const;

const KINDS = new Set<Module['kind']>(['linear', 'conv1d', 'embedding']);

/** Fields that change the count and are not covered. */
const NOT_COVERED = ['layer_replication', 'target_parameters', 'use_bdlora', 'use_qalora', 'arrow_config'];

/** Embeddings that PEFT recognises by name, and writes whole once they are adapted. */
const WRITTEN_EMBEDDINGS = ['embed_tokens', 'lm_head'];

/** `rank_pattern`: a rank of its own for modules that fit a key. */
export function readRanks(source: Source, rank: number): (name: string) => number {
  const raw = readRaw(source, ['rank_pattern']);
  if (raw === undefined) return () => rank;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new CostError(
      'wrongType',
      source.place,
      'rank_pattern',
      `rank_pattern must map names to ranks, not ${show(raw)}.`,
      {
        value: show(raw),
        expected: 'object',
      },
    );
  }
  const pattern: Record<string, number> = {};
  for (const [key, value] of Object.entries(raw))
    pattern[key] = checkInteger(source.place, 'rank_pattern', value, RANK);
  const ownRank = patternValue(source, 'rank_pattern', pattern);
  return (name) => ownRank(name) ?? rank;
}

/** A token list counts for the input embedding; an object names the embeddings itself. */
function trainableTokens({ model, source }: MethodInput): MethodTensor[] {
  const raw = readRaw(source, ['trainable_token_indices']);
  if (raw === undefined) return [];
  const lists: [string, unknown][] = Array.isArray(raw)
    ? [[model.inputEmbedding, raw]]
    : typeof raw === 'object' && raw !== null
      ? Object.entries(raw)
      : [['', raw]];
  return lists.flatMap(([name, indices]) => {
    const module = model.modules.find(
      ({ name: known, kind }) => kind === 'embedding' && (known === name || known.endsWith(`.${name}`)),
    );
    if (!module) {
      throw new CostError(
        'unmatchedTarget',
        source.place,
        'trainable_token_indices',
        `trainable_token_indices names ${show(name)}, which is no embedding of this model.`,
        { value: name },
      );
    }
    if (!Array.isArray(indices)) {
      throw new CostError(
        'wrongType',
        source.place,
        'trainable_token_indices',
        `trainable_token_indices must be a list of token ids, not ${show(indices)}.`,
        { value: show(indices), expected: 'integers' },
      );
    }
    const unique = new Set(
      indices.map((index) =>
        checkInteger(source.place, 'trainable_token_indices', index, { min: 0, max: module.inFeatures - 1 }),
      ),
    );
    if (unique.size === 0) return [];
    const key = `${PREFIX}${module.name}.token_adapter`;
    return [added(`${key}.trainable_tokens_delta`, [unique.size, module.outFeatures], module)];
  });
}

/** Whether the adapted embedding itself goes into the file, as PEFT's `save_embedding_layers="auto"` decides. */
function writesEmbeddings(source: Source, modules: readonly Module[]): boolean {
  const targets = readRaw(source, ['target_modules']);
  if (readRaw(source, ['trainable_token_indices']) !== undefined) return false;
  if (Array.isArray(targets)) return WRITTEN_EMBEDDINGS.some((name) => targets.includes(name));
  return modules.some(({ name }) =>
    WRITTEN_EMBEDDINGS.some((ending) => name === ending || name.endsWith(`.${ending}`)),
  );
}

function wholeEmbedding(model: Model, module: Module): MethodTensor {
  return {
    name: `${PREFIX}${module.name}.base_layer.weight`,
    shape: module.shape,
    role: 'alias',
    origin: 'base',
    dtype: model.dtype,
    written: true,
    module,
  };
}

export const lora: Method = (input) => {
  const { model, source, task } = input;
  refuse(input, NOT_COVERED);
  const rank = readInteger(source, 'r', { ...RANK, fallback: 8 });
  const rankOf = readRanks(source, rank);
  const dora = readFlag(source, 'use_dora', false);
  const loraBias = readFlag(source, 'lora_bias', false);
  const { modules, unmatched } = findTargets(model, source, {
    defaults: LORA_TARGETS,
    kinds: KINDS,
    saved: readSaved(source, task).names,
  });

  const tensors: MethodTensor[] = [];
  for (const module of modules) {
    const r = rankOf(module.name);
    const key = `${PREFIX}${module.name}`;
    if (module.kind === 'embedding') {
      tensors.push(
        added(`${key}.lora_embedding_A`, [r, module.inFeatures], module),
        added(`${key}.lora_embedding_B`, [module.outFeatures, r], module),
      );
      if (dora) tensors.push(added(`${key}.lora_magnitude_vector`, [module.outFeatures], module));
      continue;
    }
    tensors.push(
      added(`${key}.lora_A.weight`, [r, module.inFeatures], module),
      added(`${key}.lora_B.weight`, [module.outFeatures, r], module),
    );
    if (loraBias) tensors.push(added(`${key}.lora_B.bias`, [module.outFeatures], module));
    if (dora) tensors.push(added(`${key}.lora_magnitude_vector`, [module.outFeatures], module));
  }
  tensors.push(
    ...trainedBiases(input, modules, 'lora_only'),
    ...savedCopies(input),
    ...trainableTokens(input),
  );
  if (writesEmbeddings(source, modules)) {
    for (const module of modules) {
      if (module.name === model.inputEmbedding || module.name === model.outputEmbedding) {
        tensors.push(wholeEmbedding(model, module));
      }
    }
  }
  return { tensors, unmatched, virtualTokens: 0 };
};

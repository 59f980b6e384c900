/**
 * @file LoRA (Hu et al. 2021, arXiv 2106.09685, section 4.1): beside W of [out, in] stand A of [r, in] and B of
 * [out, r], so r (in + out) numbers per adapted matrix. rsLoRA, PiSSA, OLoRA and EVA differ in scale and start,
 * not in count; DoRA (arXiv 2402.09353) adds a magnitude per output, KaSA (2412.06071) r numbers per module, and
 * MiCA (2604.01694) freezes B.
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
  savedCopies,
  trainedBiases,
} from './method.ts';
import { EMBEDDING_NAMES, tieEmbeddings } from './tying.ts';
import { kindsOf, readVariant } from './variant.ts';

export const RANK = { max: 65_536 } as const;

const KINDS = new Set<Module['kind']>(['linear', 'conv1d', 'embedding']);

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

function isTokenTable(model: Model, { name, kind }: Module): boolean {
  return kind === 'embedding' || name === model.outputEmbedding;
}

/** Of one table: its rows that train, each id once. */
function readTokens(model: Model, source: Source, name: string, indices: unknown): [Module, number[]] {
  const field = 'trainable_token_indices';
  const module = model.modules.find(
    (candidate) =>
      isTokenTable(model, candidate) && (candidate.name === name || candidate.name.endsWith(`.${name}`)),
  );
  if (!module) {
    throw new CostError(
      'unmatchedTarget',
      source.place,
      field,
      `${field} names ${show(name)}, which is no embedding of this model.`,
      { value: name },
    );
  }
  if (!Array.isArray(indices)) {
    throw new CostError(
      'wrongType',
      source.place,
      field,
      `${field} must be a list of token ids, not ${show(indices)}.`,
      { value: show(indices), expected: 'integers' },
    );
  }
  const max = module.shape[0]! - 1;
  return [module, indices.map((index) => checkInteger(source.place, field, index, { min: 0, max }))];
}

/** A token list counts for the input embedding; an object names the tables itself. */
function trainableTokens({ model, source }: MethodInput): MethodTensor[] {
  const raw = readRaw(source, ['trainable_token_indices']);
  if (raw === undefined) return [];
  const lists: [string, unknown][] = Array.isArray(raw)
    ? [[model.inputEmbedding, raw]]
    : typeof raw === 'object' && raw !== null
      ? Object.entries(raw)
      : [['', raw]];
  const tables = lists.map(([name, indices]) => readTokens(model, source, name, indices));
  const ofInput = tables.find(([{ name }]) => name === model.inputEmbedding)?.[1];
  return tables.flatMap(([module, indices]) => {
    // A tied head with the same ids follows the embedding's rows.
    if (module.tiedWeight && ofInput?.join() === indices.join()) return [];
    const rows = new Set(indices).size;
    if (rows === 0) return [];
    const key = `${PREFIX}${module.name}.token_adapter`;
    return [added(`${key}.trainable_tokens_delta`, [rows, module.shape[1]!], module)];
  });
}

/** Whether the adapted embedding itself goes into the file, as PEFT's `save_embedding_layers="auto"` decides. */
function writesEmbeddings(source: Source, modules: readonly Module[]): boolean {
  const targets = readRaw(source, ['target_modules']);
  if (readRaw(source, ['trainable_token_indices']) !== undefined) return false;
  if (Array.isArray(targets)) return EMBEDDING_NAMES.some((name) => targets.includes(name));
  return modules.some(({ name }) =>
    EMBEDDING_NAMES.some((ending) => name === ending || name.endsWith(`.${ending}`)),
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

export const lora: Method = (given) => {
  const { model, task } = given;
  const tying = tieEmbeddings(model, given.source);
  const { source } = tying;
  const input: MethodInput = { ...given, source };
  const rank = readInteger(source, 'r', { ...RANK, fallback: 8 });
  const rankOf = readRanks(source, rank);
  const variant = readVariant(source);
  const loraBias = readFlag(source, 'lora_bias', false);
  const { modules, unmatched } = findTargets(model, source, {
    defaults: LORA_TARGETS,
    kinds: kindsOf(variant, KINDS),
    saved: readSaved(source, task).names,
  });

  const tensors: MethodTensor[] = [];
  /** MiCA trains A alone. */
  const role = variant === 'mica' ? 'frozen' : 'trained';
  for (const module of modules) {
    const r = rankOf(module.name);
    const key = `${PREFIX}${module.name}`;
    const magnitude = added(`${key}.lora_magnitude_vector`, [module.outFeatures], module);
    if (module.kind === 'embedding') {
      tensors.push(
        added(`${key}.lora_embedding_A`, [r, module.inFeatures], module),
        added(`${key}.lora_embedding_B`, [module.outFeatures, r], module, { role }),
      );
      if (variant === 'dora') tensors.push(magnitude);
      continue;
    }
    tensors.push(
      added(`${key}.lora_A.weight`, [r, module.inFeatures], module),
      added(`${key}.lora_B.weight`, [module.outFeatures, r], module, { role }),
    );
    if (loraBias) tensors.push(added(`${key}.lora_B.bias`, [module.outFeatures], module));
    if (variant === 'dora') tensors.push(magnitude);
    // The singular values between A and B.
    if (variant === 'kasa') tensors.push(added(`${key}.lora_diag`, [r], module));
  }
  tensors.push(
    ...trainedBiases(input, modules, 'lora_only'),
    ...savedCopies(input),
    ...trainableTokens(input),
  );
  const { savedAlias } = tying;
  if (savedAlias) {
    const { dtype } = model;
    tensors.push(
      added(`${PREFIX}${savedAlias.name}.weight`, savedAlias.shape, savedAlias, { role: 'alias', dtype }),
    );
  }
  if (tying.writesEmbeddings ?? writesEmbeddings(source, modules)) {
    for (const module of modules) {
      if (module.name === model.inputEmbedding || module.name === model.outputEmbedding) {
        tensors.push(wholeEmbedding(model, module));
      }
    }
  }
  return { tensors, unmatched, virtualTokens: 0 };
};

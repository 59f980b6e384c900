/**
 * @file The shape that every architecture file has: a function from a config to its list of modules.
 */
import { CostError } from '../error.ts';
import type { Head, Model, Module } from '../module.ts';
import { linear, vocabularyHead } from '../module.ts';
import { readInteger, readOptionalInteger, type Source } from '../read.ts';
import { hasScore, headsOf } from './heads.ts';

export interface ArchitectureInput {
  readonly source: Source;
  readonly modelType: string;
  readonly head: Head;
  /** Classes of a classification head. */
  readonly labels: number;
  /** Path of the language part of a larger model, instead of the usual one. */
  readonly root?: string | undefined;
}

export type ModelShape = Omit<Model, 'modelType' | 'head' | 'dtype'>;

export interface Architecture {
  /** Class names of Transformers begin with one of these: `LlamaForCausalLM`. */
  readonly classPrefixes: readonly string[];
  /** Head where the config names no class. */
  readonly defaultHead: Head;
  readonly list: (input: ArchitectureInput) => ModelShape;
}

/** Bounds far above any published model, so that a typing error is reported instead of computed. */
export const LIMITS = {
  layers: { max: 1_000 },
  width: { max: 262_144 },
  feedForward: { max: 2_097_152 },
  heads: { max: 8_192 },
  vocabulary: { max: 10_000_000 },
  positions: { max: 100_000_000 },
  experts: { max: 1_024 },
} as const;

/** Modules listed at most: beyond it the page would freeze, and no published model comes near. */
const MAX_MODULES = 200_000;

/** Refuses layers x experts that no page can list. */
export function checkModuleCount(source: Source, field: string, count: number): void {
  if (count > MAX_MODULES) {
    throw new CostError(
      'outOfRange',
      source.place,
      field,
      `${field} makes ${count} modules; at most ${MAX_MODULES} can be listed.`,
      { value: count, min: 1, max: MAX_MODULES },
    );
  }
}

interface AttentionDefaults {
  /** What `head_dim` is where the config does not say; without it, width / heads. */
  headDim?: number | undefined;
  /** What `num_key_value_heads` is where the config does not say; without it, the heads. */
  keyValueHeads?: number | undefined;
}

export interface AttentionShape {
  heads: number;
  keyValueHeads: number;
  headDim: number;
}

/**
 * Heads, key-value heads and head width. Where `head_dim` is absent it is width / heads, which must be whole;
 * key-value heads must divide the heads (grouped-query attention, Ainslie et al. 2023, arXiv 2305.13245).
 */
export function readAttention(
  source: Source,
  width: number,
  { headDim: defaultHeadDim, keyValueHeads: defaultKeyValueHeads }: AttentionDefaults = {},
): AttentionShape {
  const heads = readInteger(source, ['num_attention_heads', 'n_head'], LIMITS.heads);
  // A class whose default is a number takes null for "as many as heads" all the same.
  const isNull = source.fields.num_key_value_heads === null;
  const fallback = isNull ? heads : (defaultKeyValueHeads ?? heads);
  const keyValueHeads = readInteger(source, 'num_key_value_heads', { ...LIMITS.heads, fallback });
  const stated = readOptionalInteger(source, 'head_dim', { max: LIMITS.width.max }) ?? defaultHeadDim ?? null;
  if (stated === null && width % heads !== 0) {
    throw new CostError(
      'contradiction',
      source.place,
      'num_attention_heads',
      `num_attention_heads ${heads} does not divide the width ${width}, and head_dim is not given.`,
      { other: 'hidden_size', value: heads, otherValue: width },
    );
  }
  if (heads % keyValueHeads !== 0) {
    throw new CostError(
      'contradiction',
      source.place,
      'num_key_value_heads',
      `num_key_value_heads ${keyValueHeads} does not divide num_attention_heads ${heads}.`,
      { other: 'num_attention_heads', value: keyValueHeads, otherValue: heads },
    );
  }
  return { heads, keyValueHeads, headDim: stated ?? width / heads };
}

interface DecoderTop {
  modules: Module[];
  outputEmbedding: string | null;
  classifier: string | null;
}

/** The head of a decoder: the language-model head, or a bias-free `score` for classes. */
export function decoderTop(
  { head, labels, modelType, source }: ArchitectureInput,
  width: number,
  vocabulary: number,
  { tied, name = 'lm_head', bias = false }: { tied: boolean; name?: string; bias?: boolean },
): DecoderTop {
  switch (head) {
    case 'body':
      return { modules: [], outputEmbedding: null, classifier: null };
    case 'causal':
      return {
        modules: [vocabularyHead(name, width, vocabulary, { tied, bias })],
        outputEmbedding: name,
        classifier: null,
      };
    case 'sequence':
      if (!hasScore(modelType)) throw headError(source, modelType, head);
      return { modules: [linear('score', width, labels, false)], outputEmbedding: null, classifier: 'score' };
    case 'token': {
      const { token } = headsOf(modelType);
      if (token === null) throw headError(source, modelType, head);
      return { modules: [linear(token, width, labels, true)], outputEmbedding: null, classifier: token };
    }
    case 'question':
      if (headsOf(modelType).question === null) throw headError(source, modelType, head);
      // Beginning and end of the answer, whatever num_labels says.
      return {
        modules: [linear('qa_outputs', width, 2, true)],
        outputEmbedding: null,
        classifier: 'qa_outputs',
      };
    default:
      throw headError(source, modelType, head);
  }
}

/** The dotted path of a decoder's body: empty where the class is the body itself. */
export function rootOf({ head, modelType }: ArchitectureInput, usual: string): string {
  if (head === 'body') return '';
  return (head === 'question' ? headsOf(modelType).question : null) ?? usual;
}

/** The head does not exist on this architecture, or is not covered. */
export function headError(source: Source, modelType: string, head: Head): CostError {
  return new CostError(
    'contradiction',
    source.place,
    'architectures',
    `architectures names a "${head}" head, which model_type ${modelType} does not have here.`,
    { other: 'model_type', value: head, otherValue: modelType },
  );
}

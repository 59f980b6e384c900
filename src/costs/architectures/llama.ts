/**
 * @file Llama and everything of its shape: RMS norms, rotary positions, gated feed-forward, grouped-query
 * attention (Touvron et al. 2023, arXiv 2302.13971 and 2307.09288). The siblings (Mistral, Qwen, Gemma,
 * Phi-3, mixtures of experts) differ in the few things that `Variant` names.
 */
import type { Module, Place } from '../module.ts';
import { embedding, linear, rmsNorm } from '../module.ts';
import { readFlag, readInteger, readOptionalInteger, type Source } from '../read.ts';
import {
  type Architecture,
  type ArchitectureInput,
  type AttentionShape,
  checkModuleCount,
  decoderTop,
  LIMITS,
  type ModelShape,
  readAttention,
  rootOf,
} from './architecture.ts';

export interface Variant {
  queryKeyValueBias: boolean;
  outputBias: boolean;
  /** RMS norms on queries and keys: of head width, or over all heads at once (`whole`). */
  queryKeyNorm?: boolean | 'whole';
  /** Names of a block's norms of the model's width. */
  norms?: readonly string[];
  /** What stands in the place of attention in some blocks, or beside it; null for attention alone. */
  mixer?: (block: string, layer: number, place: Place) => { modules: Module[]; isInstead: boolean } | null;
  /** Outputs of the query projection, where they are not heads x head width. */
  queryOutputs?: (queries: number) => number;
  /** One matrix for queries, keys and values, as in Phi-3. */
  fusedAttention?: boolean;
  /** What `head_dim` is where the config does not say; without it, width / heads. */
  headDim?: number;
  /** What `num_key_value_heads` is where the config does not say; without it, the heads. */
  keyValueHeads?: number;
  /** False where the config class has no `head_dim`, so that PEFT divides the width by the heads. */
  hasHeadDim?: boolean;
  /** Whether the head shares the embedding where the config does not say. */
  tiedByDefault: boolean;
  /** Modules that a block has at most, for the size check. */
  modulesPerBlock?: number;
  feedForward: (prefix: string, width: number, layer: number, place: Place) => Module[];
}

/** gate, up and down projections (SwiGLU, Shazeer 2020, arXiv 2002.05202): 3 d f weights. */
export function gatedFeedForward(
  prefix: string,
  width: number,
  inner: number,
  bias: boolean,
  place: Place,
): Module[] {
  return [
    linear(`${prefix}.gate_proj`, width, inner, bias, place),
    linear(`${prefix}.up_proj`, width, inner, bias, place),
    linear(`${prefix}.down_proj`, inner, width, bias, place),
  ];
}

export function readInner(source: Source): number {
  return readInteger(source, 'intermediate_size', LIMITS.feedForward);
}

const USUAL_NORMS = ['input_layernorm', 'post_attention_layernorm'];

function attentionOf(
  attention: string,
  width: number,
  { heads, keyValueHeads, headDim }: AttentionShape,
  variant: Variant,
  place: Place,
): Module[] {
  const queries = heads * headDim;
  const keys = keyValueHeads * headDim;
  const bias = variant.queryKeyValueBias;
  const outputs = variant.queryOutputs?.(queries) ?? queries;
  const modules = variant.fusedAttention
    ? [linear(`${attention}.qkv_proj`, width, queries + 2 * keys, bias, place)]
    : [
        linear(`${attention}.q_proj`, width, outputs, bias, place),
        linear(`${attention}.k_proj`, width, keys, bias, place),
        linear(`${attention}.v_proj`, width, keys, bias, place),
      ];
  modules.push(linear(`${attention}.o_proj`, queries, width, variant.outputBias, place));
  const { queryKeyNorm } = variant;
  if (queryKeyNorm) {
    const isWhole = queryKeyNorm === 'whole';
    modules.push(
      rmsNorm(`${attention}.q_norm`, isWhole ? queries : headDim, place),
      rmsNorm(`${attention}.k_norm`, isWhole ? keys : headDim, place),
    );
  }
  return modules;
}

/** Lists a Llama-shaped decoder. `root` is the dotted path of the body. */
export function listLlamaShaped(
  input: ArchitectureInput,
  variant: Variant,
  root = input.root ?? rootOf(input, 'model.'),
): ModelShape {
  const { source } = input;
  const width = readInteger(source, 'hidden_size', LIMITS.width);
  const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
  const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
  const shape = readAttention(source, width, variant);
  const { heads, keyValueHeads, headDim } = shape;
  const stated = readOptionalInteger(source, 'head_dim', LIMITS.width) ?? undefined;
  const tied = readFlag(source, 'tie_word_embeddings', variant.tiedByDefault);
  checkModuleCount(source, 'num_hidden_layers', layers * (variant.modulesPerBlock ?? 16));

  const modules: Module[] = [embedding(`${root}embed_tokens`, vocabulary, width)];
  for (let layer = 0; layer < layers; layer += 1) {
    const place: Place = { layer };
    const block = `${root}layers.${layer}`;
    const attention = `${block}.self_attn`;
    const mixer = variant.mixer?.(block, layer, place) ?? null;
    if (!mixer?.isInstead) modules.push(...attentionOf(attention, width, shape, variant, place));
    if (mixer) modules.push(...mixer.modules);
    modules.push(...variant.feedForward(block, width, layer, place));
    for (const name of variant.norms ?? USUAL_NORMS) modules.push(rmsNorm(`${block}.${name}`, width, place));
  }
  modules.push(rmsNorm(`${root}norm`, width));
  const top = decoderTop(input, width, vocabulary, { tied });
  modules.push(...top.modules);
  return {
    modules,
    layers,
    encoderLayers: 0,
    width,
    heads,
    keyValueHeads,
    groupedQueries: true,
    configHeadDim: variant.hasHeadDim === false ? stated : headDim,
    headDim,
    vocabulary,
    embeddingWidth: width,
    inputEmbedding: `${root}embed_tokens`,
    outputEmbedding: top.outputEmbedding,
    classifier: top.classifier,
    attentions: layers,
  };
}

export const llama: Architecture = {
  classPrefixes: ['Llama'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const attentionBias = readFlag(source, 'attention_bias', false);
    const feedForwardBias = readFlag(source, 'mlp_bias', false);
    const inner = readInner(source);
    return listLlamaShaped(input, {
      queryKeyValueBias: attentionBias,
      outputBias: attentionBias,
      tiedByDefault: false,
      feedForward: (block, width, _layer, place) =>
        gatedFeedForward(`${block}.mlp`, width, inner, feedForwardBias, place),
    });
  },
};

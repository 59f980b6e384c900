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
  /** RMS norms of head width on queries and keys. */
  queryKeyNorm?: boolean;
  /** Norms after attention and feed-forward too, as in Gemma 2 and 3. */
  sandwichNorms?: boolean;
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

/** Lists a Llama-shaped decoder. `root` is the dotted path of the body. */
export function listLlamaShaped(
  input: ArchitectureInput,
  variant: Variant,
  root = rootOf(input, 'model.'),
): ModelShape {
  const { source } = input;
  const width = readInteger(source, 'hidden_size', LIMITS.width);
  const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
  const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
  const { heads, keyValueHeads, headDim } = readAttention(source, width, variant);
  const stated = readOptionalInteger(source, 'head_dim', LIMITS.width) ?? undefined;
  const tied = readFlag(source, 'tie_word_embeddings', variant.tiedByDefault);
  checkModuleCount(source, 'num_hidden_layers', layers * (variant.modulesPerBlock ?? 16));

  const queries = heads * headDim;
  const keys = keyValueHeads * headDim;
  const modules: Module[] = [embedding(`${root}embed_tokens`, vocabulary, width)];
  for (let layer = 0; layer < layers; layer += 1) {
    const place: Place = { layer };
    const block = `${root}layers.${layer}`;
    const attention = `${block}.self_attn`;
    if (variant.fusedAttention) {
      modules.push(
        linear(`${attention}.qkv_proj`, width, queries + 2 * keys, variant.queryKeyValueBias, place),
      );
    } else {
      modules.push(
        linear(`${attention}.q_proj`, width, queries, variant.queryKeyValueBias, place),
        linear(`${attention}.k_proj`, width, keys, variant.queryKeyValueBias, place),
        linear(`${attention}.v_proj`, width, keys, variant.queryKeyValueBias, place),
      );
    }
    modules.push(linear(`${attention}.o_proj`, queries, width, variant.outputBias, place));
    if (variant.queryKeyNorm) {
      modules.push(
        rmsNorm(`${attention}.q_norm`, headDim, place),
        rmsNorm(`${attention}.k_norm`, headDim, place),
      );
    }
    modules.push(...variant.feedForward(block, width, layer, place));
    modules.push(
      rmsNorm(`${block}.input_layernorm`, width, place),
      rmsNorm(`${block}.post_attention_layernorm`, width, place),
    );
    if (variant.sandwichNorms) {
      modules.push(
        rmsNorm(`${block}.pre_feedforward_layernorm`, width, place),
        rmsNorm(`${block}.post_feedforward_layernorm`, width, place),
      );
    }
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

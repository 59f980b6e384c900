/**
 * @file DeepSeek-V3 and R1 (arXiv 2412.19437), Kimi K2 (2507.20534) in the same shape, and DeepSeek-V3.2 and GLM 5, where an
 * indexer chooses the positions attended to (2512.02556): multi-head latent attention, whose keys and values come from a
 * narrow latent vector, and many small experts beside a shared one; the first blocks are dense. The
 * multi-token-prediction block of the checkpoint (14 B parameters) is not part of the model class.
 */
import type { Module, Place } from '../module.ts';
import { embedding, layerNorm, linear, rmsNorm, router } from '../module.ts';
import { readFlag, readInteger, readOptionalInteger, readTexts, type Source } from '../read.ts';
import {
  type Architecture,
  type ArchitectureInput,
  checkModuleCount,
  decoderTop,
  LIMITS,
  type ModelShape,
  rootOf,
} from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { fusedExperts } from './fused-experts.ts';
import { gatedFeedForward, readInner } from './llama.ts';

/** The indexer of sparse attention: small heads that score which positions a token attends to. */
function indexer(
  source: Source,
  attention: string,
  width: number,
  queryRank: number,
  place: Place,
): Module[] {
  const heads = readInteger(source, 'index_n_heads', LIMITS.heads);
  const dim = readInteger(source, 'index_head_dim', { ...LIMITS.width, fallback: 128 });
  return [
    linear(`${attention}.indexer.wq_b`, queryRank, heads * dim, false, place),
    linear(`${attention}.indexer.wk`, width, dim, false, place),
    layerNorm(`${attention}.indexer.k_norm`, dim, place),
    linear(`${attention}.indexer.weights_proj`, width, heads, false, place),
  ];
}

function listLatent(input: ArchitectureInput, isSparse: boolean): ModelShape {
  const { source } = input;
  const root = input.root ?? rootOf(input, 'model.');
  const width = readInteger(source, 'hidden_size', LIMITS.width);
  const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
  const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
  const heads = readInteger(source, 'num_attention_heads', LIMITS.heads);
  const queryRank = readOptionalInteger(source, 'q_lora_rank', LIMITS.width);
  const latent = readInteger(source, 'kv_lora_rank', LIMITS.width);
  const plainDim = readInteger(source, 'qk_nope_head_dim', LIMITS.width);
  const rotaryDim = readInteger(source, 'qk_rope_head_dim', LIMITS.width);
  const valueDim = readInteger(source, 'v_head_dim', LIMITS.width);
  const inner = readInner(source);
  const expertInner = readInteger(source, 'moe_intermediate_size', LIMITS.feedForward);
  const experts = readInteger(source, 'n_routed_experts', LIMITS.experts);
  const shared = readInteger(source, 'n_shared_experts', LIMITS.experts);
  const load = readExpertLoad(source, experts);
  const denseLayers = readInteger(source, 'first_k_dense_replace', {
    min: 0,
    max: LIMITS.layers.max,
    fallback: 3,
  });
  const bias = readFlag(source, 'attention_bias', false);
  const tied = readFlag(source, 'tie_word_embeddings', false);
  checkModuleCount(source, 'n_routed_experts', layers * (experts * 3 + 16));

  const types = isSparse ? readTexts(source, 'mlp_layer_types') : null;
  const queryDim = plainDim + rotaryDim;
  const modules: Module[] = [embedding(`${root}embed_tokens`, vocabulary, width)];
  for (let layer = 0; layer < layers; layer += 1) {
    const place = { layer };
    const block = `${root}layers.${layer}`;
    const attention = `${block}.self_attn`;
    if (queryRank === null) {
      modules.push(linear(`${attention}.q_proj`, width, heads * queryDim, false, place));
    } else {
      modules.push(
        linear(`${attention}.q_a_proj`, width, queryRank, bias, place),
        rmsNorm(`${attention}.q_a_layernorm`, queryRank, place),
        linear(`${attention}.q_b_proj`, queryRank, heads * queryDim, false, place),
      );
    }
    modules.push(
      linear(`${attention}.kv_a_proj_with_mqa`, width, latent + rotaryDim, bias, place),
      rmsNorm(`${attention}.kv_a_layernorm`, latent, place),
      linear(`${attention}.kv_b_proj`, latent, heads * (plainDim + valueDim), false, place),
      linear(`${attention}.o_proj`, heads * valueDim, width, bias, place),
    );
    if (isSparse) modules.push(...indexer(source, attention, width, queryRank ?? width, place));
    if (types ? types[layer] === 'dense' : layer < denseLayers) {
      modules.push(...gatedFeedForward(`${block}.mlp`, width, inner, false, place));
    } else {
      const prefix = `${block}.mlp.experts`;
      if (isSparse) {
        // Names of Transformers 5, which alone has the class.
        modules.push(...fusedExperts(prefix, { count: experts, width, inner: expertInner }, { layer, load }));
      } else {
        for (let expert = 0; expert < experts; expert += 1) {
          modules.push(
            ...gatedFeedForward(`${prefix}.${expert}`, width, expertInner, false, { layer, load }),
          );
        }
      }
      modules.push(router(`${block}.mlp.gate`, experts, width, place));
      modules.push(
        ...gatedFeedForward(`${block}.mlp.shared_experts`, width, expertInner * shared, false, place),
      );
    }
    modules.push(
      rmsNorm(`${block}.input_layernorm`, width, place),
      rmsNorm(`${block}.post_attention_layernorm`, width, place),
    );
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
    keyValueHeads: readInteger(source, 'num_key_value_heads', { ...LIMITS.heads, fallback: heads }),
    groupedQueries: true,
    // The class keeps the rotary part alone under this name.
    configHeadDim: rotaryDim,
    headDim: queryDim,
    vocabulary,
    embeddingWidth: width,
    inputEmbedding: `${root}embed_tokens`,
    outputEmbedding: top.outputEmbedding,
    classifier: top.classifier,
    attentions: layers,
  };
}

export const deepseekV3: Architecture = {
  classPrefixes: ['DeepseekV3', 'KimiK2'],
  defaultHead: 'causal',
  list: (input) => listLatent(input, false),
};

export const deepseekV32: Architecture = {
  classPrefixes: ['DeepseekV32', 'GlmMoeDsa'],
  defaultHead: 'causal',
  list: (input) => listLatent(input, true),
};

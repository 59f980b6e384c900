/**
 * @file DeepSeek-V3 and R1 (arXiv 2412.19437): multi-head latent attention, whose keys and values come from a
 * narrow latent vector, and many small experts beside a shared one; the first blocks are dense. The
 * multi-token-prediction block of the checkpoint (14 B parameters) is not part of the model class.
 */
import type { Module } from '../module.ts';
import { embedding, linear, rmsNorm, router } from '../module.ts';
import { readFlag, readInteger, readOptionalInteger } from '../read.ts';
import { type Architecture, checkModuleCount, decoderTop, LIMITS, rootOf } from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { gatedFeedForward, readInner } from './llama.ts';

export const deepseekV3: Architecture = {
  classPrefixes: ['DeepseekV3'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = rootOf(input, 'model.');
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
      if (layer < denseLayers) {
        modules.push(...gatedFeedForward(`${block}.mlp`, width, inner, false, place));
      } else {
        for (let expert = 0; expert < experts; expert += 1) {
          modules.push(
            ...gatedFeedForward(`${block}.mlp.experts.${expert}`, width, expertInner, false, { layer, load }),
          );
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
  },
};

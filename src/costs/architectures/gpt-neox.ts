/** @file GPT-NeoX and Pythia (Black et al. 2022, arXiv 2204.06745): fused q, k, v, rotary positions, untied head. */
import type { Module } from '../module.ts';
import { embedding, layerNorm, linear } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import {
  type Architecture,
  checkModuleCount,
  decoderTop,
  LIMITS,
  readAttention,
  rootOf,
} from './architecture.ts';

export const gptNeox: Architecture = {
  classPrefixes: ['GPTNeoX'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = rootOf(input, 'gpt_neox.');
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const inner = readInteger(source, 'intermediate_size', LIMITS.feedForward);
    const attentionBias = readFlag(source, 'attention_bias', true);
    const tied = readFlag(source, 'tie_word_embeddings', false);
    const { heads, headDim } = readAttention(source, width);
    checkModuleCount(source, 'num_hidden_layers', layers * 8);

    const modules: Module[] = [embedding(`${root}embed_in`, vocabulary, width)];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}layers.${layer}`;
      modules.push(
        layerNorm(`${block}.input_layernorm`, width, place),
        layerNorm(`${block}.post_attention_layernorm`, width, place),
        linear(`${block}.attention.query_key_value`, width, 3 * width, attentionBias, place),
        linear(`${block}.attention.dense`, width, width, attentionBias, place),
        linear(`${block}.mlp.dense_h_to_4h`, width, inner, true, place),
        linear(`${block}.mlp.dense_4h_to_h`, inner, width, true, place),
      );
    }
    modules.push(layerNorm(`${root}final_layer_norm`, width));
    const top = decoderTop(input, width, vocabulary, { tied, name: 'embed_out' });
    modules.push(...top.modules);
    return {
      modules,
      layers,
      encoderLayers: 0,
      width,
      heads,
      keyValueHeads: heads,
      groupedQueries: false,
      headDim,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}embed_in`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

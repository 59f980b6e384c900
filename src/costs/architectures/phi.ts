/** @file Phi-1.5 and Phi-2 (arXiv 2309.05463): attention and feed-forward beside each other under one norm, biases everywhere. */
import type { Module } from '../module.ts';
import { embedding, layerNorm, linear, vocabularyHead } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import {
  type Architecture,
  checkModuleCount,
  decoderTop,
  LIMITS,
  readAttention,
  rootOf,
} from './architecture.ts';
import { readInner } from './llama.ts';

export const phi: Architecture = {
  classPrefixes: ['Phi'],
  defaultHead: 'causal',
  list(input) {
    const { source, head } = input;
    const root = rootOf(input, 'model.');
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const inner = readInner(source);
    const shape = readAttention(source, width);
    const { heads, keyValueHeads, headDim } = shape;
    const tied = readFlag(source, 'tie_word_embeddings', false);
    const normed = readFlag(source, 'qk_layernorm', false);
    checkModuleCount(source, 'num_hidden_layers', layers * 9);

    const modules: Module[] = [embedding(`${root}embed_tokens`, vocabulary, width)];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}layers.${layer}`;
      const attention = `${block}.self_attn`;
      modules.push(
        linear(`${attention}.q_proj`, width, heads * headDim, true, place),
        linear(`${attention}.k_proj`, width, keyValueHeads * headDim, true, place),
        linear(`${attention}.v_proj`, width, keyValueHeads * headDim, true, place),
        linear(`${attention}.dense`, heads * headDim, width, true, place),
      );
      if (normed) {
        modules.push(
          layerNorm(`${attention}.q_layernorm`, headDim, place),
          layerNorm(`${attention}.k_layernorm`, headDim, place),
        );
      }
      modules.push(
        linear(`${block}.mlp.fc1`, width, inner, true, place),
        linear(`${block}.mlp.fc2`, inner, width, true, place),
        layerNorm(`${block}.input_layernorm`, width, place),
      );
    }
    modules.push(layerNorm(`${root}final_layernorm`, width));
    const top =
      head === 'causal'
        ? {
            modules: [vocabularyHead('lm_head', width, vocabulary, { tied, bias: true })],
            outputEmbedding: 'lm_head',
            classifier: null,
          }
        : decoderTop(input, width, vocabulary, { tied });
    modules.push(...top.modules);
    return {
      modules,
      layers,
      encoderLayers: 0,
      width,
      heads,
      keyValueHeads,
      groupedQueries: true,
      headDim,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}embed_tokens`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

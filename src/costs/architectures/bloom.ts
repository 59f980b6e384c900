/**
 * @file BLOOM (Le Scao et al. 2022, arXiv 2211.05100): ALiBi instead of positions, a layer norm right after the
 * embedding, q, k and v in one matrix, the head tied.
 */
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

export const bloom: Architecture = {
  classPrefixes: ['Bloom'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = rootOf(input, 'transformer.');
    const width = readInteger(source, ['hidden_size', 'n_embed'], LIMITS.width);
    const layers = readInteger(source, ['n_layer', 'num_hidden_layers'], LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const tied = readFlag(source, 'tie_word_embeddings', true);
    const { heads, headDim } = readAttention(source, width);
    checkModuleCount(source, 'n_layer', layers * 8);

    const modules: Module[] = [
      embedding(`${root}word_embeddings`, vocabulary, width),
      layerNorm(`${root}word_embeddings_layernorm`, width),
    ];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}h.${layer}`;
      modules.push(
        layerNorm(`${block}.input_layernorm`, width, place),
        linear(`${block}.self_attention.query_key_value`, width, 3 * width, true, place),
        linear(`${block}.self_attention.dense`, width, width, true, place),
        layerNorm(`${block}.post_attention_layernorm`, width, place),
        linear(`${block}.mlp.dense_h_to_4h`, width, 4 * width, true, place),
        linear(`${block}.mlp.dense_4h_to_h`, 4 * width, width, true, place),
      );
    }
    modules.push(layerNorm(`${root}ln_f`, width));
    const top = decoderTop(input, width, vocabulary, { tied });
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
      inputEmbedding: `${root}word_embeddings`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

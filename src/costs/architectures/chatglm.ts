/**
 * @file ChatGLM 2 and 3 and GLM-4-9B of 2024 (arXiv 2406.12793) in the code published with their weights: queries,
 * keys and values in one matrix, two groups of keys. Names of that code, which adapters on the hub use.
 */
import type { Module } from '../module.ts';
import { embedding, linear, rmsNorm } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { type Architecture, checkModuleCount, LIMITS } from './architecture.ts';

export const chatglm: Architecture = {
  classPrefixes: ['ChatGLM'],
  defaultHead: 'causal',
  list({ source, head }) {
    const root = head === 'body' ? '' : 'transformer.';
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, ['num_layers', 'num_hidden_layers'], LIMITS.layers);
    const vocabulary = readInteger(source, ['padded_vocab_size', 'vocab_size'], LIMITS.vocabulary);
    const heads = readInteger(source, 'num_attention_heads', LIMITS.heads);
    const headDim = readInteger(source, 'kv_channels', { ...LIMITS.width, fallback: width / heads });
    const isGrouped = readFlag(source, 'multi_query_attention', false);
    const keyValueHeads = isGrouped ? readInteger(source, 'multi_query_group_num', LIMITS.heads) : heads;
    const inner = readInteger(source, 'ffn_hidden_size', LIMITS.feedForward);
    const bias = readFlag(source, 'add_bias_linear', false);
    const fusedBias = bias || readFlag(source, 'add_qkv_bias', false);
    checkModuleCount(source, 'num_layers', layers * 7);

    const modules: Module[] = [embedding(`${root}embedding.word_embeddings`, vocabulary, width)];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}encoder.layers.${layer}`;
      modules.push(
        rmsNorm(`${block}.input_layernorm`, width, place),
        linear(
          `${block}.self_attention.query_key_value`,
          width,
          (heads + 2 * keyValueHeads) * headDim,
          fusedBias,
          place,
        ),
        linear(`${block}.self_attention.dense`, heads * headDim, width, bias, place),
        rmsNorm(`${block}.post_attention_layernorm`, width, place),
        linear(`${block}.mlp.dense_h_to_4h`, width, 2 * inner, bias, place),
        linear(`${block}.mlp.dense_4h_to_h`, inner, width, bias, place),
      );
    }
    modules.push(rmsNorm(`${root}encoder.final_layernorm`, width));
    const output = head === 'body' ? null : 'transformer.output_layer';
    if (output !== null) modules.push(linear(output, width, vocabulary, false));
    return {
      modules,
      layers,
      encoderLayers: 0,
      width,
      heads,
      keyValueHeads,
      groupedQueries: false,
      headDim,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}embedding.word_embeddings`,
      outputEmbedding: output,
      classifier: null,
      attentions: layers,
    };
  },
};

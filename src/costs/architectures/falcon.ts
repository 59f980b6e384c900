/**
 * @file Falcon (Almazrouei et al. 2023, arXiv 2311.16867). One fused matrix for q, k and v whose height depends
 * on the generation: 40B and 180B (`new_decoder_architecture`) have grouped heads and two parallel norms, 7B
 * has one key-value head, the RW models have as many as queries.
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

export const falcon: Architecture = {
  classPrefixes: ['Falcon', 'RW'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = rootOf(input, 'transformer.');
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, ['num_hidden_layers', 'n_layer'], LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const inner = readInteger(source, 'ffn_hidden_size', { ...LIMITS.feedForward, fallback: 4 * width });
    const bias = readFlag(source, 'bias', false);
    const newGeneration = readFlag(source, 'new_decoder_architecture', false);
    const multiQuery = readFlag(source, 'multi_query', true);
    const parallel = readFlag(source, 'parallel_attn', true);
    const tied = readFlag(source, 'tie_word_embeddings', true);
    const { heads, headDim } = readAttention(source, width);
    const statedKeyValueHeads = readInteger(source, ['num_kv_heads', 'n_head_kv'], {
      ...LIMITS.heads,
      fallback: heads,
    });
    const keyValueHeads = newGeneration ? statedKeyValueHeads : multiQuery ? 1 : heads;
    const parallelNorms = readInteger(source, 'num_ln_in_parallel_attn', {
      max: 2,
      fallback: newGeneration ? 2 : 1,
    });
    checkModuleCount(source, 'num_hidden_layers', layers * 8);

    const modules: Module[] = [embedding(`${root}word_embeddings`, vocabulary, width)];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}h.${layer}`;
      modules.push(
        linear(
          `${block}.self_attention.query_key_value`,
          width,
          (heads + 2 * keyValueHeads) * headDim,
          bias,
          place,
        ),
        linear(`${block}.self_attention.dense`, width, width, bias, place),
        linear(`${block}.mlp.dense_h_to_4h`, width, inner, bias, place),
        linear(`${block}.mlp.dense_4h_to_h`, inner, width, bias, place),
      );
      if (newGeneration && parallelNorms === 2) {
        modules.push(layerNorm(`${block}.ln_attn`, width, place), layerNorm(`${block}.ln_mlp`, width, place));
      } else {
        modules.push(layerNorm(`${block}.input_layernorm`, width, place));
        if (!parallel) modules.push(layerNorm(`${block}.post_attention_layernorm`, width, place));
      }
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
      keyValueHeads,
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

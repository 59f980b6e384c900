/**
 * @file InternLM 1 and 2 (arXiv 2403.17297) in the code published with their weights. The first is a Llama with
 * biases in attention; the second has queries, keys and values in one matrix, and names of its own.
 */
import type { Module } from '../module.ts';
import { embedding, linear, rmsNorm } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import {
  type Architecture,
  checkModuleCount,
  decoderTop,
  LIMITS,
  readAttention,
  rootOf,
} from './architecture.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

export const internlm: Architecture = {
  classPrefixes: ['InternLM'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const bias = readFlag(source, 'bias', true);
    const inner = readInner(source);
    return listLlamaShaped(input, {
      queryKeyValueBias: bias,
      outputBias: bias,
      hasHeadDim: false,
      tiedByDefault: false,
      feedForward: (block, width, _layer, place) =>
        gatedFeedForward(`${block}.mlp`, width, inner, false, place),
    });
  },
};

export const internlm2: Architecture = {
  classPrefixes: ['InternLM2'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = input.root ?? rootOf(input, 'model.');
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const { heads, keyValueHeads, headDim } = readAttention(source, width);
    const inner = readInner(source);
    const bias = readFlag(source, 'bias', true);
    const tied = readFlag(source, 'tie_word_embeddings', false);
    checkModuleCount(source, 'num_hidden_layers', layers * 7);

    const modules: Module[] = [embedding(`${root}tok_embeddings`, vocabulary, width)];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}layers.${layer}`;
      modules.push(
        linear(`${block}.attention.wqkv`, width, (heads + 2 * keyValueHeads) * headDim, bias, place),
        linear(`${block}.attention.wo`, heads * headDim, width, bias, place),
        linear(`${block}.feed_forward.w1`, width, inner, false, place),
        linear(`${block}.feed_forward.w3`, width, inner, false, place),
        linear(`${block}.feed_forward.w2`, inner, width, false, place),
        rmsNorm(`${block}.attention_norm`, width, place),
        rmsNorm(`${block}.ffn_norm`, width, place),
      );
    }
    modules.push(rmsNorm(`${root}norm`, width));
    const top = decoderTop(input, width, vocabulary, { tied, name: 'output' });
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
      inputEmbedding: `${root}tok_embeddings`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

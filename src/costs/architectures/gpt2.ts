/**
 * @file GPT-2 (Radford et al. 2019): learned positions, layer norms, one Conv1D for q, k and v (c_attn), the
 * head always tied. Per block 12 d^2 + 13 d parameters where the feed-forward is 4 d wide.
 */
import type { Module, Place } from '../module.ts';
import { conv1d, embedding, layerNorm } from '../module.ts';
import { readFlag, readInteger, readOptionalInteger } from '../read.ts';
import {
  type Architecture,
  checkModuleCount,
  decoderTop,
  LIMITS,
  readAttention,
  rootOf,
} from './architecture.ts';

/** Attention to another model's states, as a decoder of `EncoderDecoderModel` has it. */
function crossAttention(block: string, width: number, place: Place): Module[] {
  return [
    conv1d(`${block}.crossattention.c_attn`, width, 2 * width, place),
    conv1d(`${block}.crossattention.q_attn`, width, width, place),
    conv1d(`${block}.crossattention.c_proj`, width, width, place),
    layerNorm(`${block}.ln_cross_attn`, width, place),
  ];
}

export const gpt2: Architecture = {
  classPrefixes: ['GPT2'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = rootOf(input, 'transformer.');
    const width = readInteger(source, ['n_embd', 'hidden_size'], LIMITS.width);
    const layers = readInteger(source, ['n_layer', 'num_hidden_layers'], LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const positions = readInteger(source, ['n_positions', 'max_position_embeddings'], LIMITS.positions);
    const inner =
      readOptionalInteger(source, ['n_inner', 'intermediate_size'], LIMITS.feedForward) ?? 4 * width;
    const tied = readFlag(source, 'tie_word_embeddings', true);
    const crosses = readFlag(source, 'add_cross_attention', false);
    const { heads, headDim } = readAttention(source, width);
    checkModuleCount(source, 'n_layer', layers * 12);

    const modules: Module[] = [
      embedding(`${root}wte`, vocabulary, width),
      embedding(`${root}wpe`, positions, width),
    ];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}h.${layer}`;
      modules.push(
        layerNorm(`${block}.ln_1`, width, place),
        conv1d(`${block}.attn.c_attn`, width, 3 * width, place),
        conv1d(`${block}.attn.c_proj`, width, width, place),
        layerNorm(`${block}.ln_2`, width, place),
        ...(crosses ? crossAttention(block, width, place) : []),
        conv1d(`${block}.mlp.c_fc`, width, inner, place),
        conv1d(`${block}.mlp.c_proj`, inner, width, place),
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
      inputEmbedding: `${root}wte`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: crosses ? 2 * layers : layers,
    };
  },
};

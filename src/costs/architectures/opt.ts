/**
 * @file OPT (Zhang et al. 2022, arXiv 2205.01068): GPT-3's shapes. Two extra rows of positions; opt-350m alone
 * embeds in 512 and projects to 1024 and back, norms after the blocks and has no final norm.
 */
import type { Module, Place } from '../module.ts';
import { embedding, layerNorm, linear } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { type Architecture, checkModuleCount, decoderTop, LIMITS, readAttention } from './architecture.ts';

/** The padding offset of OPT's position table. */
const POSITION_OFFSET = 2;

export const opt: Architecture = {
  classPrefixes: ['OPT'],
  defaultHead: 'causal',
  list(input) {
    const { source, head } = input;
    const root = head === 'body' ? 'decoder.' : 'model.decoder.';
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const positions = readInteger(source, 'max_position_embeddings', LIMITS.positions);
    const inner = readInteger(source, 'ffn_dim', LIMITS.feedForward);
    const embeddingWidth = readInteger(source, 'word_embed_proj_dim', { ...LIMITS.width, fallback: width });
    const bias = readFlag(source, 'enable_bias', true);
    const normBefore = readFlag(source, 'do_layer_norm_before', true);
    const finalNorm = normBefore && !readFlag(source, '_remove_final_layer_norm', false);
    const tied = readFlag(source, 'tie_word_embeddings', true);
    const { heads, headDim } = readAttention(source, width);
    // Norms without weights have no tensors to list.
    const norms = readFlag(source, 'layer_norm_elementwise_affine', true);
    const norm = (name: string, place: Place = {}): Module[] =>
      norms ? [layerNorm(name, width, place)] : [];
    checkModuleCount(source, 'num_hidden_layers', layers * 8);

    const modules: Module[] = [
      embedding(`${root}embed_tokens`, vocabulary, embeddingWidth),
      embedding(`${root}embed_positions`, positions + POSITION_OFFSET, width),
    ];
    if (embeddingWidth !== width) modules.push(linear(`${root}project_in`, embeddingWidth, width, false));
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}layers.${layer}`;
      modules.push(
        linear(`${block}.self_attn.k_proj`, width, width, bias, place),
        linear(`${block}.self_attn.v_proj`, width, width, bias, place),
        linear(`${block}.self_attn.q_proj`, width, width, bias, place),
        linear(`${block}.self_attn.out_proj`, width, width, bias, place),
        ...norm(`${block}.self_attn_layer_norm`, place),
        linear(`${block}.fc1`, width, inner, bias, place),
        linear(`${block}.fc2`, inner, width, bias, place),
        ...norm(`${block}.final_layer_norm`, place),
      );
    }
    if (finalNorm) modules.push(...norm(`${root}final_layer_norm`));
    if (embeddingWidth !== width) modules.push(linear(`${root}project_out`, width, embeddingWidth, false));
    const top = decoderTop(input, embeddingWidth, vocabulary, { tied });
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
      embeddingWidth,
      inputEmbedding: `${root}embed_tokens`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

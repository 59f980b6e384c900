/**
 * @file BART (Lewis et al. 2019, arXiv 1910.13461): encoder and decoder with biases, learned positions with two rows
 * more than there are, and a norm after each embedding.
 */
import type { Module, Place } from '../module.ts';
import { embedding, layerNorm, linear, vocabularyHead } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { type Architecture, checkModuleCount, headError, LIMITS } from './architecture.ts';

/** The padding offset of BART's position table. */
const POSITION_OFFSET = 2;

function attention(prefix: string, width: number, place: Place): Module[] {
  return ['k_proj', 'v_proj', 'q_proj', 'out_proj'].map((name) =>
    linear(`${prefix}.${name}`, width, width, true, place),
  );
}

export const bart: Architecture = {
  classPrefixes: ['Bart'],
  defaultHead: 'seq2seq',
  list({ source, head, labels, modelType }) {
    const root = head === 'body' ? '' : 'model.';
    const width = readInteger(source, 'd_model', LIMITS.width);
    const encoderLayers = readInteger(source, 'encoder_layers', LIMITS.layers);
    const layers = readInteger(source, 'decoder_layers', LIMITS.layers);
    const heads = readInteger(source, 'encoder_attention_heads', LIMITS.heads);
    const inner = {
      encoder: readInteger(source, 'encoder_ffn_dim', LIMITS.feedForward),
      decoder: readInteger(source, 'decoder_ffn_dim', LIMITS.feedForward),
    };
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const positions = readInteger(source, 'max_position_embeddings', LIMITS.positions) + POSITION_OFFSET;
    const tied = readFlag(source, 'tie_word_embeddings', true);
    checkModuleCount(source, 'encoder_layers', (layers + encoderLayers) * 14);

    const modules: Module[] = [embedding(`${root}shared`, vocabulary, width)];
    for (const stack of ['encoder', 'decoder'] as const) {
      modules.push(embedding(`${root}${stack}.embed_positions`, positions, width, { stack }));
      const depth = stack === 'encoder' ? encoderLayers : layers;
      for (let layer = 0; layer < depth; layer += 1) {
        const place: Place = { layer, stack };
        const block = `${root}${stack}.layers.${layer}`;
        modules.push(
          ...attention(`${block}.self_attn`, width, place),
          layerNorm(`${block}.self_attn_layer_norm`, width, place),
        );
        if (stack === 'decoder') {
          modules.push(
            ...attention(`${block}.encoder_attn`, width, place),
            layerNorm(`${block}.encoder_attn_layer_norm`, width, place),
          );
        }
        modules.push(
          linear(`${block}.fc1`, width, inner[stack], true, place),
          linear(`${block}.fc2`, inner[stack], width, true, place),
          layerNorm(`${block}.final_layer_norm`, width, place),
        );
      }
      modules.push(layerNorm(`${root}${stack}.layernorm_embedding`, width, { stack }));
    }
    let outputEmbedding: string | null = null;
    let classifier: string | null = null;
    switch (head) {
      case 'body':
        break;
      case 'seq2seq':
        outputEmbedding = 'lm_head';
        modules.push(vocabularyHead('lm_head', width, vocabulary, { tied }));
        break;
      case 'sequence':
        classifier = 'classification_head';
        modules.push(
          linear('classification_head.dense', width, width, true),
          linear('classification_head.out_proj', width, labels, true),
        );
        break;
      case 'question':
        classifier = 'qa_outputs';
        modules.push(linear('qa_outputs', width, 2, true));
        break;
      default:
        throw headError(source, modelType, head);
    }
    return {
      modules,
      layers,
      encoderLayers,
      width,
      heads,
      keyValueHeads: heads,
      groupedQueries: false,
      headDim: width / heads,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}shared`,
      outputEmbedding,
      classifier,
      attentions: encoderLayers + 2 * layers,
    };
  },
};

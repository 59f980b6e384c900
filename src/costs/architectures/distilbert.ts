/** @file DistilBERT (Sanh et al. 2019, arXiv 1910.01108): half of BERT's blocks, no token types, no pooler. */
import type { Module } from '../module.ts';
import { embedding, layerNorm, linear, vocabularyHead } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { type Architecture, checkModuleCount, headError, LIMITS } from './architecture.ts';

export const distilbert: Architecture = {
  classPrefixes: ['DistilBert'],
  defaultHead: 'body',
  list({ source, head, labels, modelType }) {
    const root = head === 'body' ? '' : 'distilbert.';
    const width = readInteger(source, ['dim', 'hidden_size'], LIMITS.width);
    const layers = readInteger(source, ['n_layers', 'num_hidden_layers'], LIMITS.layers);
    const heads = readInteger(source, ['n_heads', 'num_attention_heads'], LIMITS.heads);
    const inner = readInteger(source, 'hidden_dim', LIMITS.feedForward);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const positions = readInteger(source, 'max_position_embeddings', LIMITS.positions);
    const tied = readFlag(source, 'tie_word_embeddings', true);
    checkModuleCount(source, 'n_layers', layers * 8);

    const modules: Module[] = [
      embedding(`${root}embeddings.word_embeddings`, vocabulary, width),
      embedding(`${root}embeddings.position_embeddings`, positions, width),
      layerNorm(`${root}embeddings.LayerNorm`, width),
    ];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer, stack: 'encoder' } as const;
      const block = `${root}transformer.layer.${layer}`;
      modules.push(
        linear(`${block}.attention.q_lin`, width, width, true, place),
        linear(`${block}.attention.k_lin`, width, width, true, place),
        linear(`${block}.attention.v_lin`, width, width, true, place),
        linear(`${block}.attention.out_lin`, width, width, true, place),
        layerNorm(`${block}.sa_layer_norm`, width, place),
        linear(`${block}.ffn.lin1`, width, inner, true, place),
        linear(`${block}.ffn.lin2`, inner, width, true, place),
        layerNorm(`${block}.output_layer_norm`, width, place),
      );
    }
    let outputEmbedding: string | null = null;
    let classifier: string | null = null;
    switch (head) {
      case 'body':
        break;
      case 'masked':
        outputEmbedding = 'vocab_projector';
        modules.push(
          linear('vocab_transform', width, width, true),
          layerNorm('vocab_layer_norm', width),
          vocabularyHead(outputEmbedding, width, vocabulary, { tied, bias: true }),
        );
        break;
      case 'sequence':
        classifier = 'classifier';
        modules.push(linear('pre_classifier', width, width, true), linear('classifier', width, labels, true));
        break;
      case 'token':
        classifier = 'classifier';
        modules.push(linear('classifier', width, labels, true));
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
      encoderLayers: 0,
      width,
      heads,
      keyValueHeads: heads,
      groupedQueries: false,
      headDim: width / heads,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}embeddings.word_embeddings`,
      outputEmbedding,
      classifier,
      attentions: layers,
    };
  },
};

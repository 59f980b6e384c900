/**
 * @file T5 and mT5 (Raffel et al. 2019, arXiv 1910.10683; Xue et al., arXiv 2010.11934): encoder and decoder,
 * no biases, one table of relative positions per stack (32 buckets x heads, in the first block), attention
 * width apart from the model's (d_kv x num_heads). Version 1.0 has one feed-forward matrix in and ties the
 * head; 1.1 and mT5 gate it (wi_0, wi_1) and do not.
 */
import type { Module, Place } from '../module.ts';
import { embedding, linear, rmsNorm, vocabularyHead } from '../module.ts';
import { readFlag, readInteger, readText } from '../read.ts';
import {
  type Architecture,
  type ArchitectureInput,
  checkModuleCount,
  headError,
  LIMITS,
  type ModelShape,
} from './architecture.ts';

function listT5(input: ArchitectureInput): ModelShape {
  const { source, head, labels } = input;
  const root = head === 'sequence' || head === 'token' ? 'transformer.' : '';
  // A token classifier stands on the encoder alone.
  const isEncoder = head === 'encoder' || head === 'token';
  const width = readInteger(source, 'd_model', LIMITS.width);
  const encoderLayers = readInteger(source, 'num_layers', LIMITS.layers);
  const decoderLayers = readInteger(source, 'num_decoder_layers', {
    ...LIMITS.layers,
    fallback: encoderLayers,
  });
  const layers = isEncoder ? encoderLayers : decoderLayers;
  const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
  const headDim = readInteger(source, 'd_kv', LIMITS.width);
  const inner = readInteger(source, 'd_ff', LIMITS.feedForward);
  const heads = readInteger(source, 'num_heads', LIMITS.heads);
  const buckets = readInteger(source, 'relative_attention_num_buckets', { max: 100_000, fallback: 32 });
  const activation =
    readText(source, 'feed_forward_proj') ?? (input.modelType === 'mt5' ? 'gated-gelu' : 'relu');
  const gated = readFlag(source, 'is_gated_act', activation.startsWith('gated'));
  // Version 5 of Transformers ties by force; published files of 1.1 and mT5 hold a head of their own.
  const tied = readFlag(source, 'tie_word_embeddings', input.modelType !== 'mt5');
  checkModuleCount(source, 'num_layers', (layers + encoderLayers) * 16);

  const attention = heads * headDim;
  const modules: Module[] = [embedding(`${root}shared`, vocabulary, width)];

  const pushAttention = (prefix: string, place: Place): void => {
    modules.push(
      linear(`${prefix}.q`, width, attention, false, place),
      linear(`${prefix}.k`, width, attention, false, place),
      linear(`${prefix}.v`, width, attention, false, place),
      linear(`${prefix}.o`, attention, width, false, place),
    );
  };
  const pushFeedForward = (prefix: string, place: Place): void => {
    if (gated) {
      modules.push(
        linear(`${prefix}.wi_0`, width, inner, false, place),
        linear(`${prefix}.wi_1`, width, inner, false, place),
      );
    } else {
      modules.push(linear(`${prefix}.wi`, width, inner, false, place));
    }
    modules.push(linear(`${prefix}.wo`, inner, width, false, place));
  };
  for (const stack of isEncoder ? (['encoder'] as const) : (['encoder', 'decoder'] as const)) {
    const depth = stack === 'encoder' ? encoderLayers : layers;
    for (let layer = 0; layer < depth; layer += 1) {
      const place: Place = { layer, stack };
      const block = `${root}${stack}.block.${layer}.layer`;
      pushAttention(`${block}.0.SelfAttention`, place);
      if (layer === 0) {
        modules.push(embedding(`${block}.0.SelfAttention.relative_attention_bias`, buckets, heads, place));
      }
      modules.push(rmsNorm(`${block}.0.layer_norm`, width, place));
      let last = 1;
      if (stack === 'decoder') {
        pushAttention(`${block}.1.EncDecAttention`, place);
        modules.push(rmsNorm(`${block}.1.layer_norm`, width, place));
        last = 2;
      }
      pushFeedForward(`${block}.${last}.DenseReluDense`, place);
      modules.push(rmsNorm(`${block}.${last}.layer_norm`, width, place));
    }
    modules.push(rmsNorm(`${root}${stack}.final_layer_norm`, width, { stack }));
  }

  let outputEmbedding: string | null = null;
  let classifier: string | null = null;
  switch (head) {
    case 'body':
    case 'encoder':
      break;
    case 'token':
      classifier = 'classifier';
      modules.push(linear('classifier', width, labels, true));
      break;
    case 'question':
      classifier = 'qa_outputs';
      modules.push(linear('qa_outputs', width, labels, true));
      break;
    case 'seq2seq':
    case 'causal':
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
    default:
      throw headError(source, input.modelType, head);
  }
  return {
    modules,
    layers,
    encoderLayers: isEncoder ? 0 : encoderLayers,
    width,
    heads,
    keyValueHeads: heads,
    groupedQueries: false,
    headDim,
    vocabulary,
    embeddingWidth: width,
    inputEmbedding: `${root}shared`,
    outputEmbedding,
    classifier,
    attentions: isEncoder ? encoderLayers : encoderLayers + 2 * layers,
  };
}

export const t5: Architecture = {
  classPrefixes: ['T5', 'MT5'],
  defaultHead: 'seq2seq',
  list: listT5,
};

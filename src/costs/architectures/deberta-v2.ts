/**
 * @file DeBERTa v2 and v3 (He et al., arXiv 2006.03654 and 2111.09543): attention sees content and relative
 * position apart, so there is a table of relative positions, usually with a norm and usually sharing the
 * content's projections. Absolute positions and token types are mostly absent.
 */
import { CostError, show } from '../error.ts';
import type { Module } from '../module.ts';
import { bareBias, convolution, embedding, layerNorm, linear, vocabularyHead } from '../module.ts';
import { readFlag, readInteger, readOptionalInteger, readRaw, readText, type Source } from '../read.ts';
import { type Architecture, checkModuleCount, headError, LIMITS } from './architecture.ts';

/** `pos_att_type` is a text "p2c|c2p" on the hub, a list in memory. */
function readPositionTypes(source: Source): string[] {
  const value = readRaw(source, ['pos_att_type']);
  if (value === undefined) return [];
  if (typeof value === 'string') return value.split('|');
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw new CostError(
    'wrongType',
    source.place,
    'pos_att_type',
    `pos_att_type must be a text such as "p2c|c2p", not ${show(value)}.`,
    { value: show(value), expected: 'text' },
  );
}

/** max_relative_positions is -1 in hub files, which means max_position_embeddings. */
function readRelativeRows(source: Source, positions: number): number {
  const stated = readInteger(source, 'max_relative_positions', {
    min: -1,
    max: LIMITS.positions.max,
    fallback: -1,
  });
  const buckets = readInteger(source, 'position_buckets', {
    min: -1,
    max: LIMITS.positions.max,
    fallback: -1,
  });
  return buckets > 0 ? buckets : stated < 1 ? positions : stated;
}

export const debertaV2: Architecture = {
  classPrefixes: ['DebertaV2'],
  defaultHead: 'body',
  list(input) {
    const { source, head, labels } = input;
    const root = head === 'body' ? '' : 'deberta.';
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const positions = readInteger(source, 'max_position_embeddings', LIMITS.positions);
    const types = readInteger(source, 'type_vocab_size', { min: 0, max: 100_000, fallback: 0 });
    const inner = readInteger(source, 'intermediate_size', LIMITS.feedForward);
    const heads = readInteger(source, 'num_attention_heads', LIMITS.heads);
    const embeddingWidth = readInteger(source, 'embedding_size', { ...LIMITS.width, fallback: width });
    const stated = readOptionalInteger(source, 'attention_head_size', LIMITS.width);
    if (width % heads !== 0) {
      throw new CostError(
        'contradiction',
        source.place,
        'num_attention_heads',
        `num_attention_heads ${heads} does not divide hidden_size ${width}.`,
        { other: 'hidden_size', value: heads, otherValue: width },
      );
    }
    const headDim = stated ?? width / heads;
    const pooled = readInteger(source, 'pooler_hidden_size', { ...LIMITS.width, fallback: width });
    const relative = readFlag(source, 'relative_attention', false);
    const shareKey = readFlag(source, 'share_att_key', false);
    const absolute = readFlag(source, 'position_biased_input', true);
    const positionTypes = readPositionTypes(source);
    const relativeNorm = (readText(source, 'norm_rel_ebd') ?? 'none').includes('layer_norm');
    const kernel = readInteger(source, 'conv_kernel_size', { min: 0, max: 1_001, fallback: 0 });
    const groups = readInteger(source, 'conv_groups', { max: width, fallback: 1 });
    checkModuleCount(source, 'num_hidden_layers', layers * 10);

    const attention = heads * headDim;
    const modules: Module[] = [embedding(`${root}embeddings.word_embeddings`, vocabulary, embeddingWidth)];
    if (absolute) modules.push(embedding(`${root}embeddings.position_embeddings`, positions, embeddingWidth));
    if (types > 0) modules.push(embedding(`${root}embeddings.token_type_embeddings`, types, embeddingWidth));
    if (embeddingWidth !== width)
      modules.push(linear(`${root}embeddings.embed_proj`, embeddingWidth, width, false));
    modules.push(layerNorm(`${root}embeddings.LayerNorm`, width));
    if (relative) {
      modules.push(
        embedding(`${root}encoder.rel_embeddings`, 2 * readRelativeRows(source, positions), width),
      );
    }
    if (relativeNorm) modules.push(layerNorm(`${root}encoder.LayerNorm`, width));
    if (kernel > 0) {
      modules.push(
        convolution(`${root}encoder.conv.conv`, width, kernel, groups),
        layerNorm(`${root}encoder.conv.LayerNorm`, width),
      );
    }
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer, stack: 'encoder' } as const;
      const block = `${root}encoder.layer.${layer}`;
      modules.push(
        linear(`${block}.attention.self.query_proj`, width, attention, true, place),
        linear(`${block}.attention.self.key_proj`, width, attention, true, place),
        linear(`${block}.attention.self.value_proj`, width, attention, true, place),
      );
      if (relative && !shareKey) {
        if (positionTypes.includes('c2p')) {
          modules.push(linear(`${block}.attention.self.pos_key_proj`, width, attention, true, place));
        }
        if (positionTypes.includes('p2c')) {
          modules.push(linear(`${block}.attention.self.pos_query_proj`, width, attention, true, place));
        }
      }
      modules.push(
        linear(`${block}.attention.output.dense`, width, width, true, place),
        layerNorm(`${block}.attention.output.LayerNorm`, width, place),
        linear(`${block}.intermediate.dense`, width, inner, true, place),
        linear(`${block}.output.dense`, inner, width, true, place),
        layerNorm(`${block}.output.LayerNorm`, width, place),
      );
    }

    const tied = readFlag(source, 'tie_word_embeddings', true);
    let outputEmbedding: string | null = null;
    let classifier: string | null = null;
    switch (head) {
      case 'body':
        break;
      case 'masked':
        outputEmbedding = 'cls.predictions.decoder';
        modules.push(
          bareBias('cls.predictions', vocabulary),
          linear('cls.predictions.transform.dense', width, embeddingWidth, true),
          layerNorm('cls.predictions.transform.LayerNorm', embeddingWidth),
          vocabularyHead(outputEmbedding, embeddingWidth, vocabulary, {
            tied,
            bias: true,
            tiedBias: tied,
          }),
        );
        break;
      case 'sequence':
        classifier = 'classifier';
        modules.push(linear('pooler.dense', pooled, pooled, true), linear('classifier', width, labels, true));
        break;
      case 'token':
        classifier = 'classifier';
        modules.push(linear('classifier', width, labels, true));
        break;
      case 'question':
        classifier = 'qa_outputs';
        modules.push(linear('qa_outputs', width, labels, true));
        break;
      default:
        throw headError(source, input.modelType, head);
    }
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
      inputEmbedding: `${root}embeddings.word_embeddings`,
      outputEmbedding,
      classifier,
      attentions: layers,
    };
  },
};

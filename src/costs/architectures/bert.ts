/**
 * @file BERT and RoBERTa (arXiv 1810.04805, 1907.11692): encoders with learned positions, token types and
 * biases everywhere. The head decides whether there is a pooler.
 */
import { CostError } from '../error.ts';
import type { Head, Module, Place } from '../module.ts';
import { bareBias, embedding, layerNorm, linear, vocabularyHead } from '../module.ts';
import { readFlag, readInteger, readOptionalInteger, type Source } from '../read.ts';
import {
  type Architecture,
  type ArchitectureInput,
  checkModuleCount,
  headError,
  LIMITS,
  type ModelShape,
  readAttention,
} from './architecture.ts';

interface EncoderTop {
  pooler: boolean;
  modules: Module[];
  outputEmbedding: string | null;
  classifier: string | null;
}

const NOTHING: EncoderTop = { pooler: false, modules: [], outputEmbedding: null, classifier: null };

/** Heads of BertFor...; `cls.predictions` holds a bias that the decoder shares. */
function bertTop(
  { head, labels, source, modelType }: ArchitectureInput,
  width: number,
  vocabulary: number,
): EncoderTop {
  const tied = readFlag(source, 'tie_word_embeddings', true);
  const predictions = [
    bareBias('cls.predictions', vocabulary),
    linear('cls.predictions.transform.dense', width, width, true),
    layerNorm('cls.predictions.transform.LayerNorm', width),
    vocabularyHead('cls.predictions.decoder', width, vocabulary, { tied, bias: true, tiedBias: tied }),
  ];
  switch (head) {
    case 'body':
      return { ...NOTHING, pooler: true };
    case 'masked':
    case 'causal':
      return { ...NOTHING, modules: predictions, outputEmbedding: 'cls.predictions.decoder' };
    case 'pretraining':
      return {
        pooler: true,
        modules: [...predictions, linear('cls.seq_relationship', width, 2, true)],
        outputEmbedding: 'cls.predictions.decoder',
        classifier: null,
      };
    case 'sequence':
      return {
        ...NOTHING,
        pooler: true,
        modules: [linear('classifier', width, labels, true)],
        classifier: 'classifier',
      };
    case 'token':
      return { ...NOTHING, modules: [linear('classifier', width, labels, true)], classifier: 'classifier' };
    case 'question':
      return { ...NOTHING, modules: [linear('qa_outputs', width, labels, true)], classifier: 'qa_outputs' };
    default:
      throw headError(source, modelType, head);
  }
}

/** Heads of RobertaFor...; its sequence classifier has a hidden layer and uses no pooler. */
function robertaTop(
  { head, labels, source, modelType }: ArchitectureInput,
  width: number,
  vocabulary: number,
): EncoderTop {
  const tied = readFlag(source, 'tie_word_embeddings', true);
  switch (head) {
    case 'body':
      return { ...NOTHING, pooler: true };
    case 'masked':
    case 'causal':
      return {
        ...NOTHING,
        modules: [
          bareBias('lm_head', vocabulary),
          linear('lm_head.dense', width, width, true),
          layerNorm('lm_head.layer_norm', width),
          vocabularyHead('lm_head.decoder', width, vocabulary, { tied, bias: true, tiedBias: tied }),
        ],
        outputEmbedding: 'lm_head.decoder',
      };
    case 'sequence':
      return {
        ...NOTHING,
        modules: [
          linear('classifier.dense', width, width, true),
          linear('classifier.out_proj', width, labels, true),
        ],
        classifier: 'classifier',
      };
    case 'token':
      return { ...NOTHING, modules: [linear('classifier', width, labels, true)], classifier: 'classifier' };
    case 'question':
      return { ...NOTHING, modules: [linear('qa_outputs', width, labels, true)], classifier: 'qa_outputs' };
    default:
      throw headError(source, modelType, head);
  }
}

function attention(prefix: string, width: number, place: Place): Module[] {
  return [
    linear(`${prefix}.self.query`, width, width, true, place),
    linear(`${prefix}.self.key`, width, width, true, place),
    linear(`${prefix}.self.value`, width, width, true, place),
    linear(`${prefix}.output.dense`, width, width, true, place),
    layerNorm(`${prefix}.output.LayerNorm`, width, place),
  ];
}

/** A decoder may attend to another model's states; Transformers refuses it on what is no decoder. */
function readCrosses(source: Source): boolean {
  const crosses = readFlag(source, 'add_cross_attention', false);
  if (crosses && !readFlag(source, 'is_decoder', false)) {
    throw new CostError(
      'contradiction',
      source.place,
      'add_cross_attention',
      'add_cross_attention is true but is_decoder is not: only a decoder attends to another model.',
      { other: 'is_decoder', value: 'true', otherValue: 'false' },
    );
  }
  return crosses;
}

function listEncoder(
  input: ArchitectureInput,
  prefix: string,
  topOf: (input: ArchitectureInput, width: number, vocabulary: number) => EncoderTop,
): ModelShape {
  const { source, head } = input;
  const root = head === 'body' ? '' : prefix;
  const width = readInteger(source, 'hidden_size', LIMITS.width);
  const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
  const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
  const positions = readInteger(source, 'max_position_embeddings', LIMITS.positions);
  const types = readOptionalInteger(source, 'type_vocab_size', { max: 100_000 }) ?? 2;
  const inner = readInteger(source, 'intermediate_size', LIMITS.feedForward);
  const { heads, headDim } = readAttention(source, width);
  const crosses = readCrosses(source);
  checkModuleCount(source, 'num_hidden_layers', layers * 16);

  const modules: Module[] = [
    embedding(`${root}embeddings.word_embeddings`, vocabulary, width),
    embedding(`${root}embeddings.position_embeddings`, positions, width),
    embedding(`${root}embeddings.token_type_embeddings`, types, width),
    layerNorm(`${root}embeddings.LayerNorm`, width),
  ];
  for (let layer = 0; layer < layers; layer += 1) {
    const place = { layer, stack: 'encoder' } as const;
    const block = `${root}encoder.layer.${layer}`;
    modules.push(...attention(`${block}.attention`, width, place));
    if (crosses) modules.push(...attention(`${block}.crossattention`, width, place));
    modules.push(
      linear(`${block}.intermediate.dense`, width, inner, true, place),
      linear(`${block}.output.dense`, inner, width, true, place),
      layerNorm(`${block}.output.LayerNorm`, width, place),
    );
  }
  const top = topOf(input, width, vocabulary);
  if (top.pooler) modules.push(linear(`${root}pooler.dense`, width, width, true));
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
    inputEmbedding: `${root}embeddings.word_embeddings`,
    outputEmbedding: top.outputEmbedding,
    classifier: top.classifier,
    attentions: crosses ? 2 * layers : layers,
  };
}

const DEFAULT_HEAD: Head = 'body';

export const bert: Architecture = {
  classPrefixes: ['Bert'],
  defaultHead: DEFAULT_HEAD,
  list: (input) => listEncoder(input, 'bert.', bertTop),
};

export const roberta: Architecture = {
  classPrefixes: ['Roberta', 'XLMRoberta'],
  defaultHead: DEFAULT_HEAD,
  list: (input) => listEncoder(input, 'roberta.', robertaTop),
};

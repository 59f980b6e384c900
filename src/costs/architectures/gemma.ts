/**
 * @file Gemma 1, 2 and 3, text (arXiv 2403.08295, 2408.00118, 2503.19786): tied embeddings, head_dim apart
 * from width / heads; Gemma 2 and 3 have four norms per block, Gemma 3 norms queries and keys too.
 */
import { readFlag, readInteger } from '../read.ts';
import { type Architecture, type ArchitectureInput, LIMITS, type ModelShape } from './architecture.ts';
import { gatedFeedForward, listLlamaShaped } from './llama.ts';

/** Before and after attention and feed-forward. */
const SANDWICH = [
  'input_layernorm',
  'post_attention_layernorm',
  'pre_feedforward_layernorm',
  'post_feedforward_layernorm',
];

interface GemmaVariant {
  sandwichNorms: boolean;
  queryKeyNorm: boolean;
  /** Where the config does not say. */
  keyValueHeads: number;
}

const GEMMA_3: GemmaVariant = { sandwichNorms: true, queryKeyNorm: true, keyValueHeads: 4 };

function listGemma(
  input: ArchitectureInput,
  { sandwichNorms, queryKeyNorm, keyValueHeads }: GemmaVariant,
  root?: string,
): ModelShape {
  const { source } = input;
  const inner = readInteger(source, 'intermediate_size', LIMITS.feedForward);
  const attentionBias = readFlag(source, 'attention_bias', false);
  return listLlamaShaped(
    input,
    {
      queryKeyValueBias: attentionBias,
      outputBias: attentionBias,
      ...(sandwichNorms ? { norms: SANDWICH } : {}),
      queryKeyNorm,
      headDim: 256,
      keyValueHeads,
      tiedByDefault: true,
      feedForward: (block, width, _layer, place) =>
        gatedFeedForward(`${block}.mlp`, width, inner, false, place),
    },
    root,
  );
}

export const gemma: Architecture = {
  classPrefixes: ['Gemma'],
  defaultHead: 'causal',
  list: (input) => listGemma(input, { sandwichNorms: false, queryKeyNorm: false, keyValueHeads: 16 }),
};

export const gemma2: Architecture = {
  classPrefixes: ['Gemma2'],
  defaultHead: 'causal',
  list: (input) => listGemma(input, { sandwichNorms: true, queryKeyNorm: false, keyValueHeads: 4 }),
};

export const gemma3Text: Architecture = {
  classPrefixes: ['Gemma3'],
  defaultHead: 'causal',
  list: (input) => listGemma(input, GEMMA_3),
};

/** The language model of a multimodal Gemma 3: the same list under another root. */
export function listGemma3Language(input: ArchitectureInput): ModelShape {
  return listGemma(input, GEMMA_3, 'model.language_model.');
}

/**
 * @file Prompt tuning (Lester et al. 2021, arXiv 2104.08691): n learned embeddings in front of every sequence. They begin as
 * embeddings of tokens drawn from the vocabulary (section 3.2: better than random, the more so the smaller the model),
 * or as N(0, 1) like PEFT's default.
 */
import type { ModelConfig } from '../../model/config.ts';
import { createRandom } from '../../world/random.ts';
import { virtualTokensProblems } from '../bounds.ts';
import { adapterFiles } from '../files.ts';
import type { Method, SpecProblem } from '../method.ts';
import { normal } from '../numbers.ts';
import type { PromptSpec } from '../spec.ts';

/** PEFT's name of a prompt, and of a prefix. */
export const PROMPT = 'prompt_embeddings';
const TABLE = 'model.embed_tokens.weight';

/** Ids of real tokens to begin from, drawn with replacement. */
export function drawnTokens(count: number, { vocabularySize }: ModelConfig, seed: number): number[] {
  const random = createRandom('virtual tokens', seed);
  return Array.from({ length: count }, () => random.integer(vocabularySize));
}

function initProblems({ init }: PromptSpec): SpecProblem[] {
  const known = init === undefined || init === 'vocabulary' || init === 'random';
  return known ? [] : [{ field: 'init', value: init, allowed: 'vocabulary, random' }];
}

export const prompt: Method<PromptSpec> = {
  name: 'prompt',
  problems: (spec, config) => [...virtualTokensProblems(spec.virtualTokens, config), ...initProblems(spec)],
  trainsBase: () => false,
  addedShapes: ({ virtualTokens }, { dModel }) => [[PROMPT, [virtualTokens, dModel]]],

  initialise({ virtualTokens, init }, config, seed, base) {
    const { dModel } = config;
    const shape = [virtualTokens, dModel];
    if (init === 'random') return new Map([[PROMPT, normal(shape, createRandom('prompt', seed))]]);
    const table = base.get(TABLE);
    if (!table) throw new Error(`${TABLE} is missing`);
    const data = new Float32Array(virtualTokens * dModel);
    drawnTokens(virtualTokens, config, seed).forEach((id, row) => {
      data.set(table.data.subarray(id * dModel, (id + 1) * dModel), row * dModel);
    });
    return new Map([[PROMPT, { shape, data }]]);
  },

  hooks: ({ virtualTokens }) => ({
    virtualTokens,
    prompt: (graph, { dModel }) => graph.parameter(PROMPT, [virtualTokens, dModel]),
  }),

  /** Positions cannot be folded into weights. */
  merge: () => null,

  exportFiles: ({ virtualTokens, init }, context) =>
    adapterFiles(
      'PROMPT_TUNING',
      context,
      {
        num_virtual_tokens: virtualTokens,
        token_dim: context.config.dModel,
        num_transformer_submodules: 1,
        num_attention_heads: context.config.heads,
        num_layers: context.config.layers,
        prompt_tuning_init: init === 'random' ? 'RANDOM' : 'SAMPLE_VOCAB',
      },
      context.trained,
    ),
};

/** @file Mistral (Jiang et al. 2023, arXiv 2310.06825): Llama's shape, never a bias. */
import type { Architecture } from './architecture.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

export const mistral: Architecture = {
  classPrefixes: ['Mistral'],
  defaultHead: 'causal',
  list(input) {
    const inner = readInner(input.source);
    return listLlamaShaped(input, {
      queryKeyValueBias: false,
      outputBias: false,
      keyValueHeads: 8,
      tiedByDefault: false,
      feedForward: (block, width, _layer, place) =>
        gatedFeedForward(`${block}.mlp`, width, inner, false, place),
    });
  },
};

/** @file Qwen 1.5, 2 and 2.5 (arXiv 2407.10671): Llama's shape with biases on q, k and v, and on nothing else. */
import type { Architecture } from './architecture.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

export const qwen2: Architecture = {
  classPrefixes: ['Qwen2'],
  defaultHead: 'causal',
  list(input) {
    const inner = readInner(input.source);
    return listLlamaShaped(input, {
      queryKeyValueBias: true,
      outputBias: false,
      keyValueHeads: 32,
      hasHeadDim: false,
      tiedByDefault: false,
      feedForward: (block, width, _layer, place) =>
        gatedFeedForward(`${block}.mlp`, width, inner, false, place),
    });
  },
};

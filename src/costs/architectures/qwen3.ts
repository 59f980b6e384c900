/** @file Qwen 3 (arXiv 2505.09388): no biases, RMS norms on queries and keys, head_dim stated apart (128). */
import { readFlag } from '../read.ts';
import type { Architecture } from './architecture.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

export const qwen3: Architecture = {
  classPrefixes: ['Qwen3'],
  defaultHead: 'causal',
  list(input) {
    const inner = readInner(input.source);
    const attentionBias = readFlag(input.source, 'attention_bias', false);
    return listLlamaShaped(input, {
      queryKeyValueBias: attentionBias,
      outputBias: attentionBias,
      queryKeyNorm: true,
      headDim: 128,
      keyValueHeads: 32,
      tiedByDefault: false,
      feedForward: (block, width, _layer, place) =>
        gatedFeedForward(`${block}.mlp`, width, inner, false, place),
    });
  },
};

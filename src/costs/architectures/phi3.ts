/** @file Phi-3 (arXiv 2404.14219): q, k, v in one matrix (qkv_proj), gate and up in another (gate_up_proj). */
import { linear } from '../module.ts';
import type { Architecture } from './architecture.ts';
import { listLlamaShaped, readInner } from './llama.ts';

export const phi3: Architecture = {
  classPrefixes: ['Phi3'],
  defaultHead: 'causal',
  list(input) {
    const inner = readInner(input.source);
    return listLlamaShaped(input, {
      queryKeyValueBias: false,
      outputBias: false,
      fusedAttention: true,
      hasHeadDim: false,
      tiedByDefault: false,
      feedForward: (block, width, _layer, place) => [
        linear(`${block}.mlp.gate_up_proj`, width, 2 * inner, false, place),
        linear(`${block}.mlp.down_proj`, inner, width, false, place),
      ],
    });
  },
};

/**
 * @file Mixtral (Jiang et al. 2024, arXiv 2401.04088): every block has E gated feed-forwards w1, w3, w2 and a
 * linear gate that sends a token to `num_experts_per_tok` of them. Names as in the published checkpoints and
 * Transformers 4; Transformers 5 fuses the experts of a block into two tensors of the same size.
 */
import type { Module } from '../module.ts';
import { linear } from '../module.ts';
import { readInteger } from '../read.ts';
import { type Architecture, checkModuleCount, LIMITS } from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { listLlamaShaped, readInner } from './llama.ts';

export const mixtral: Architecture = {
  classPrefixes: ['Mixtral'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const inner = readInner(source);
    const experts = readInteger(source, ['num_local_experts', 'num_experts'], LIMITS.experts);
    const load = readExpertLoad(source, experts);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    checkModuleCount(source, 'num_local_experts', layers * experts * 3);
    return listLlamaShaped(input, {
      queryKeyValueBias: false,
      outputBias: false,
      keyValueHeads: 8,
      hasHeadDim: false,
      tiedByDefault: false,
      feedForward(block, width, layer) {
        const modules: Module[] = [
          linear(`${block}.block_sparse_moe.gate`, width, experts, false, { layer }),
        ];
        for (let expert = 0; expert < experts; expert += 1) {
          const prefix = `${block}.block_sparse_moe.experts.${expert}`;
          modules.push(
            linear(`${prefix}.w1`, width, inner, false, { layer, load }),
            linear(`${prefix}.w2`, inner, width, false, { layer, load }),
            linear(`${prefix}.w3`, width, inner, false, { layer, load }),
          );
        }
        return modules;
      },
    });
  },
};

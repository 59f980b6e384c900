/**
 * @file Mixtures of experts of Qwen: Qwen2-MoE (shared expert with a gate of its own, q, k, v biases) and
 * Qwen3-MoE (no shared expert, query and key norms; arXiv 2505.09388). `decoder_sparse_step` and
 * `mlp_only_layers` say which blocks stay dense. Names as in the published checkpoints and Transformers 4.
 */
import type { Module } from '../module.ts';
import { linear } from '../module.ts';
import { readFlag, readInteger, readIntegers } from '../read.ts';
import {
  type Architecture,
  type ArchitectureInput,
  checkModuleCount,
  LIMITS,
  type ModelShape,
} from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

function listQwenMoe(input: ArchitectureInput, generation: 2 | 3): ModelShape {
  const { source } = input;
  const experts = readInteger(source, ['num_experts', 'num_local_experts'], LIMITS.experts);
  const load = readExpertLoad(source, experts);
  const expertInner = readInteger(source, 'moe_intermediate_size', LIMITS.feedForward);
  const sharedInner =
    generation === 2 ? readInteger(source, 'shared_expert_intermediate_size', LIMITS.feedForward) : 0;
  const step = readInteger(source, 'decoder_sparse_step', { ...LIMITS.layers, fallback: 1 });
  const dense = new Set(readIntegers(source, 'mlp_only_layers', { min: 0, max: LIMITS.layers.max }) ?? []);
  const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
  checkModuleCount(source, 'num_experts', layers * experts * 3);
  const bias =
    generation === 2 ? readFlag(source, 'qkv_bias', true) : readFlag(source, 'attention_bias', false);
  return listLlamaShaped(input, {
    queryKeyValueBias: bias,
    outputBias: generation === 3 && bias,
    queryKeyNorm: generation === 3,
    keyValueHeads: generation === 2 ? 16 : 4,
    hasHeadDim: false,
    tiedByDefault: false,
    feedForward(block, width, layer, place) {
      const mlp = `${block}.mlp`;
      if (dense.has(layer) || (layer + 1) % step !== 0) {
        return gatedFeedForward(mlp, width, readInner(source), false, place);
      }
      const modules: Module[] = [linear(`${mlp}.gate`, width, experts, false, place)];
      for (let expert = 0; expert < experts; expert += 1) {
        modules.push(
          ...gatedFeedForward(`${mlp}.experts.${expert}`, width, expertInner, false, { layer, load }),
        );
      }
      if (generation === 2) {
        modules.push(...gatedFeedForward(`${mlp}.shared_expert`, width, sharedInner, false, place));
        modules.push(linear(`${mlp}.shared_expert_gate`, width, 1, false, place));
      }
      return modules;
    },
  });
}

export const qwen2Moe: Architecture = {
  classPrefixes: ['Qwen2Moe'],
  defaultHead: 'causal',
  list: (input) => listQwenMoe(input, 2),
};

export const qwen3Moe: Architecture = {
  classPrefixes: ['Qwen3Moe'],
  defaultHead: 'causal',
  list: (input) => listQwenMoe(input, 3),
};

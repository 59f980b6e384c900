/**
 * @file Mixtures of experts whose matrices are one tensor per block (Transformers 5): gpt-oss (arXiv 2508.10925),
 * MiniMax M2, GLM 4.5 to 4.7 (arXiv 2508.06471) and Llama 4. Adapters reach these tensors by `target_parameters`
 * alone, so names of modules never do.
 */
import type { Module, Place } from '../module.ts';
import { experts, linear, parameter, router } from '../module.ts';
import { readFlag, readInteger, readIntegers } from '../read.ts';
import { type Architecture, LIMITS } from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

interface FusedShape {
  count: number;
  width: number;
  inner: number;
  /** [experts, in, out], as in gpt-oss and Llama 4. */
  isTransposed?: boolean;
}

/** gate and up in one tensor, down in another. */
export function fusedExperts(prefix: string, shape: FusedShape, place: Place): Module[] {
  const { count, width, inner, isTransposed = false } = shape;
  const up: [number, number] = isTransposed ? [width, 2 * inner] : [2 * inner, width];
  const down: [number, number] = isTransposed ? [inner, width] : [width, inner];
  return [
    experts(`${prefix}.gate_up_proj`, [count, ...up], width, count * 2 * inner, place),
    experts(`${prefix}.down_proj`, [count, ...down], count * inner, width, place),
  ];
}

export const gptOss: Architecture = {
  classPrefixes: ['GptOss'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const inner = readInner(source);
    const count = readInteger(source, 'num_local_experts', LIMITS.experts);
    const load = readExpertLoad(source, count);
    const heads = readInteger(source, 'num_attention_heads', LIMITS.heads);
    const bias = readFlag(source, 'attention_bias', true);
    return listLlamaShaped(input, {
      queryKeyValueBias: bias,
      outputBias: bias,
      headDim: 64,
      keyValueHeads: 8,
      tiedByDefault: false,
      mixer: (block, _layer, place) => ({
        modules: [parameter(`${block}.self_attn.sinks`, [heads], place)],
        isInstead: false,
      }),
      feedForward(block, width, layer, place) {
        const prefix = `${block}.mlp.experts`;
        return [
          router(`${block}.mlp.router`, count, width, place),
          parameter(`${block}.mlp.router.bias`, [count], place),
          ...fusedExperts(prefix, { count, width, inner, isTransposed: true }, { layer, load }),
          parameter(`${prefix}.gate_up_proj_bias`, [count, 2 * inner], place),
          parameter(`${prefix}.down_proj_bias`, [count, width], place),
        ];
      },
    });
  },
};

export const minimaxM2: Architecture = {
  classPrefixes: ['MiniMaxM2'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const inner = readInner(source);
    const count = readInteger(source, ['num_local_experts', 'num_experts'], LIMITS.experts);
    const load = readExpertLoad(source, count);
    return listLlamaShaped(input, {
      queryKeyValueBias: false,
      outputBias: false,
      queryKeyNorm: 'whole',
      headDim: 128,
      keyValueHeads: 8,
      tiedByDefault: false,
      feedForward: (block, width, layer, place) => [
        router(`${block}.mlp.gate`, count, width, place),
        ...fusedExperts(`${block}.mlp.experts`, { count, width, inner }, { layer, load }),
      ],
    });
  },
};

export const glm4Moe: Architecture = {
  classPrefixes: ['Glm4Moe'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const expertInner = readInteger(source, 'moe_intermediate_size', LIMITS.feedForward);
    const count = readInteger(source, 'n_routed_experts', LIMITS.experts);
    const shared = readInteger(source, 'n_shared_experts', { ...LIMITS.experts, min: 0 });
    const load = readExpertLoad(source, count);
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const heads = readInteger(source, 'num_attention_heads', LIMITS.heads);
    const dense = readInteger(source, 'first_k_dense_replace', {
      min: 0,
      max: LIMITS.layers.max,
      fallback: 1,
    });
    const inner = readInner(source);
    return listLlamaShaped(input, {
      queryKeyValueBias: readFlag(source, 'attention_bias', false),
      outputBias: false,
      queryKeyNorm: readFlag(source, 'use_qk_norm', false),
      keyValueHeads: 8,
      // The class rounds down where its heads do not divide its width.
      headDim: Math.floor(width / heads),
      hasHeadDim: false,
      tiedByDefault: false,
      feedForward(block, _width, layer, place) {
        const mlp = `${block}.mlp`;
        if (layer < dense) return gatedFeedForward(mlp, width, inner, false, place);
        return [
          ...fusedExperts(`${mlp}.experts`, { count, width, inner: expertInner }, { layer, load }),
          router(`${mlp}.gate`, count, width, place),
          ...(shared > 0
            ? gatedFeedForward(`${mlp}.shared_experts`, width, expertInner * shared, false, place)
            : []),
        ];
      },
    });
  },
};

export const llama4Text: Architecture = {
  classPrefixes: ['Llama4'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const inner = readInner(source);
    const denseInner = readInteger(source, 'intermediate_size_mlp', {
      ...LIMITS.feedForward,
      fallback: 16_384,
    });
    const count = readInteger(source, 'num_local_experts', LIMITS.experts);
    const load = readExpertLoad(source, count);
    const step = readInteger(source, 'interleave_moe_layer_step', { ...LIMITS.layers, fallback: 1 });
    const listed = readIntegers(source, 'moe_layers', { min: 0, max: LIMITS.layers.max });
    const isMixture = (layer: number): boolean =>
      listed ? listed.includes(layer) : (layer + 1) % step === 0;
    const bias = readFlag(source, 'attention_bias', false);
    return listLlamaShaped(input, {
      queryKeyValueBias: bias,
      outputBias: bias,
      headDim: 128,
      keyValueHeads: 8,
      tiedByDefault: false,
      feedForward(block, width, layer, place) {
        const prefix = `${block}.feed_forward`;
        if (!isMixture(layer)) return gatedFeedForward(prefix, width, denseInner, false, place);
        return [
          ...fusedExperts(`${prefix}.experts`, { count, width, inner, isTransposed: true }, { layer, load }),
          linear(`${prefix}.router`, width, count, false, place),
          ...gatedFeedForward(`${prefix}.shared_expert`, width, inner, false, place),
        ];
      },
    });
  },
};

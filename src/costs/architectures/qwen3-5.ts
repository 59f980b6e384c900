/**
 * @file Qwen3-Next and Qwen3.5: three of four blocks use a gated delta rule (arXiv 2412.06464), a linear attention
 * with a state of fixed size; the fourth is attention with a gate as wide as the queries.
 */
import type { Module, Place } from '../module.ts';
import { depthwise, linear, parameter, rmsNorm } from '../module.ts';
import { readFlag, readInteger, readIntegers, readTexts, type Source } from '../read.ts';
import { type Architecture, type ArchitectureInput, LIMITS, type ModelShape } from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { fusedExperts } from './fused-experts.ts';
import { gatedFeedForward, listLlamaShaped, readInner } from './llama.ts';

interface Generation {
  /** One matrix for queries, keys, values and gate, as in Qwen3-Next. */
  readonly isFused: boolean;
  readonly hasExperts: boolean;
}

function deltaRule(source: Source, isFused: boolean): (block: string, place: Place) => Module[] {
  const width = readInteger(source, 'hidden_size', LIMITS.width);
  const kernel = readInteger(source, 'linear_conv_kernel_dim', { max: 1_000, fallback: 4 });
  const keyDim = readInteger(source, 'linear_key_head_dim', { ...LIMITS.width, fallback: 128 });
  const valueDim = readInteger(source, 'linear_value_head_dim', { ...LIMITS.width, fallback: 128 });
  const keyHeads = readInteger(source, 'linear_num_key_heads', { ...LIMITS.heads, fallback: 16 });
  const valueHeads = readInteger(source, 'linear_num_value_heads', { ...LIMITS.heads, fallback: 32 });
  const keys = keyDim * keyHeads;
  const values = valueDim * valueHeads;
  return (block, place) => {
    const mixer = `${block}.linear_attn`;
    return [
      parameter(`${mixer}.dt_bias`, [valueHeads], place),
      parameter(`${mixer}.A_log`, [valueHeads], place),
      depthwise(`${mixer}.conv1d`, 2 * keys + values, kernel, place),
      ...(isFused
        ? [
            linear(`${mixer}.in_proj_qkvz`, width, 2 * keys + 2 * values, false, place),
            linear(`${mixer}.in_proj_ba`, width, 2 * valueHeads, false, place),
          ]
        : [
            linear(`${mixer}.in_proj_qkv`, width, 2 * keys + values, false, place),
            linear(`${mixer}.in_proj_z`, width, values, false, place),
            linear(`${mixer}.in_proj_b`, width, valueHeads, false, place),
            linear(`${mixer}.in_proj_a`, width, valueHeads, false, place),
          ]),
      rmsNorm(`${mixer}.norm`, valueDim, place),
      linear(`${mixer}.out_proj`, values, width, false, place),
    ];
  };
}

function listGated(input: ArchitectureInput, { isFused, hasExperts }: Generation): ModelShape {
  const { source } = input;
  const bias = readFlag(source, 'attention_bias', false);
  const types = readTexts(source, 'layer_types');
  const interval = readInteger(source, 'full_attention_interval', { ...LIMITS.layers, fallback: 4 });
  const attends = (layer: number): boolean =>
    types ? types[layer] === 'full_attention' : (layer + 1) % interval === 0;
  const mix = deltaRule(source, isFused);
  const inner = hasExperts && !isFused ? 0 : readInner(source);
  const count = hasExperts ? readInteger(source, 'num_experts', LIMITS.experts) : 0;
  const load = hasExperts ? readExpertLoad(source, count) : 0;
  const expertInner = hasExperts ? readInteger(source, 'moe_intermediate_size', LIMITS.feedForward) : 0;
  const shared = hasExperts ? readInteger(source, 'shared_expert_intermediate_size', LIMITS.feedForward) : 0;
  const step = isFused ? readInteger(source, 'decoder_sparse_step', { ...LIMITS.layers, fallback: 1 }) : 1;
  const dense =
    (isFused ? readIntegers(source, 'mlp_only_layers', { min: 0, max: LIMITS.layers.max }) : null) ?? [];
  return listLlamaShaped(input, {
    queryKeyValueBias: bias,
    outputBias: bias,
    queryKeyNorm: true,
    headDim: 256,
    keyValueHeads: hasExperts ? 2 : 4,
    queryOutputs: (queries) => 2 * queries,
    tiedByDefault: false,
    mixer: (block, layer, place) => (attends(layer) ? null : { modules: mix(block, place), isInstead: true }),
    feedForward(block, width, layer, place) {
      const mlp = `${block}.mlp`;
      if (!hasExperts || dense.includes(layer) || (layer + 1) % step !== 0) {
        return gatedFeedForward(mlp, width, inner, false, place);
      }
      return [
        linear(`${mlp}.gate`, width, count, false, place),
        ...fusedExperts(`${mlp}.experts`, { count, width, inner: expertInner }, { layer, load }),
        ...gatedFeedForward(`${mlp}.shared_expert`, width, shared, false, place),
        linear(`${mlp}.shared_expert_gate`, width, 1, false, place),
      ];
    },
  });
}

export const qwen3Next: Architecture = {
  classPrefixes: ['Qwen3Next'],
  defaultHead: 'causal',
  list: (input) => listGated(input, { isFused: true, hasExperts: true }),
};

export const qwen35: Architecture = {
  classPrefixes: ['Qwen3_5'],
  defaultHead: 'causal',
  list: (input) => listGated(input, { isFused: false, hasExperts: false }),
};

export const qwen35Moe: Architecture = {
  classPrefixes: ['Qwen3_5Moe'],
  defaultHead: 'causal',
  list: (input) => listGated(input, { isFused: false, hasExperts: true }),
};

/**
 * @file DeepSeek-V4 (Transformers 5.23): one key-value head that is key and value at once, compressed further back in
 * two ways, one of them with an indexer; the output projection in groups; several residual streams that are mixed
 * before and after every sublayer; experts in every block, those of the first chosen by the token itself. Blocks that
 * predict tokens after the next are not part of the model class.
 */
import { CostError, show } from '../error.ts';
import type { Module, Place } from '../module.ts';
import { embedding, linear, parameter, rmsNorm, router } from '../module.ts';
import { openSource, readFlag, readInteger, readIntegers, readTexts, type Source } from '../read.ts';
import { type Architecture, checkModuleCount, decoderTop, LIMITS, rootOf } from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { fusedExperts } from './fused-experts.ts';
import { gatedFeedForward } from './llama.ts';

const SLIDING = 'sliding_attention';
const SPARSE = 'compressed_sparse_attention';
const HEAVY = 'heavily_compressed_attention';
const TYPES: readonly string[] = [SLIDING, SPARSE, HEAVY];

/** `compress_ratios` of DeepSeek's own files. */
const TYPE_OF_RATIO: Readonly<Record<number, string>> = { 0: SLIDING, 4: SPARSE, 128: HEAVY };

function unknownType(source: Source, field: string, value: unknown, choices: readonly unknown[]): CostError {
  const known = choices.join(', ');
  return new CostError(
    'unknownChoice',
    source.place,
    field,
    `${field} must hold ${known}, not ${show(value)}.`,
    { value: show(value), choices: known },
  );
}

/** Kinds of attention by block; more than there are blocks may be named, for the predicting blocks. */
function readTypes(source: Source, layers: number): string[] {
  const named = readTexts(source, 'layer_types');
  const ratios = named ? null : readIntegers(source, 'compress_ratios', { min: 0, max: 65_536 });
  const field = named ? 'layer_types' : 'compress_ratios';
  const stated =
    named ??
    ratios?.map((ratio) => {
      const type = TYPE_OF_RATIO[ratio];
      if (type === undefined) throw unknownType(source, field, ratio, Object.keys(TYPE_OF_RATIO));
      return type;
    });
  if (!stated) {
    return Array.from({ length: layers }, (_, layer) => (layer > 1 && layer % 2 === 1 ? SPARSE : HEAVY));
  }
  const unknown = stated.find((type) => !TYPES.includes(type));
  if (unknown !== undefined) throw unknownType(source, field, unknown, TYPES);
  if (stated.length < layers) {
    throw new CostError(
      'contradiction',
      source.place,
      field,
      `${field} names ${stated.length} blocks, but num_hidden_layers is ${layers}.`,
      { other: 'num_hidden_layers', value: stated.length, otherValue: layers },
    );
  }
  return stated.slice(0, layers);
}

/** Positions that become one. */
function readRate(source: Source, type: string, legacy: string, usual: number): number {
  const bounds = { max: 1_048_576 };
  const stated = source.fields.compress_rates ?? null;
  const rate =
    stated === null
      ? usual
      : readInteger(openSource(source.place, stated), type, { ...bounds, fallback: usual });
  return readInteger(source, legacy, { ...bounds, fallback: rate });
}

interface Compression {
  rate: number;
  /** Width of what a group of positions becomes. */
  dim: number;
  /** Two overlapping windows at once. */
  windows: 1 | 2;
}

function compressor(
  prefix: string,
  width: number,
  { rate, dim, windows }: Compression,
  place: Place,
): Module[] {
  return [
    parameter(`${prefix}.position_bias`, [rate, windows * dim], place),
    linear(`${prefix}.kv_proj`, width, windows * dim, false, place),
    linear(`${prefix}.gate_proj`, width, windows * dim, false, place),
    rmsNorm(`${prefix}.kv_norm`, dim, place),
  ];
}

/** Weights by which the residual streams are read, written and mixed with each other. */
function connection(prefix: string, width: number, streams: number, place: Place): Module[] {
  const weights = (2 + streams) * streams;
  return [
    parameter(`${prefix}.fn`, [weights, streams * width], place),
    parameter(`${prefix}.base`, [weights], place),
    parameter(`${prefix}.scale`, [3], place),
  ];
}

export const deepseekV4: Architecture = {
  classPrefixes: ['DeepseekV4'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = rootOf(input, 'model.');
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const heads = readInteger(source, 'num_attention_heads', LIMITS.heads);
    const headDim = readInteger(source, 'head_dim', { ...LIMITS.width, fallback: 512 });
    const queryRank = readInteger(source, 'q_lora_rank', LIMITS.width);
    const groups = readInteger(source, 'o_groups', { ...LIMITS.heads, fallback: 8 });
    const outputRank = readInteger(source, 'o_lora_rank', { ...LIMITS.width, fallback: 1_024 });
    const indexHeads = readInteger(source, 'index_n_heads', LIMITS.heads);
    const indexDim = readInteger(source, 'index_head_dim', { ...LIMITS.width, fallback: 128 });
    const sparseRate = readRate(source, SPARSE, 'compress_rate_csa', 4);
    const heavyRate = readRate(source, HEAVY, 'compress_rate_hca', 128);
    const streams = readInteger(source, 'hc_mult', { max: 1_024, fallback: 4 });
    const inner = readInteger(source, 'moe_intermediate_size', LIMITS.feedForward);
    const count = readInteger(source, 'n_routed_experts', LIMITS.experts);
    const load = readExpertLoad(source, count);
    const sharedBias = readFlag(source, 'mlp_bias', false);
    const tied = readFlag(source, 'tie_word_embeddings', false);
    const types = readTypes(source, layers);
    checkModuleCount(source, 'num_hidden_layers', layers * 32);

    const modules: Module[] = [embedding(`${root}embed_tokens`, vocabulary, width)];
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}layers.${layer}`;
      const attention = `${block}.self_attn`;
      const inside = `${attention}.compressor`;
      modules.push(
        parameter(`${attention}.sinks`, [heads], place),
        linear(`${attention}.q_a_proj`, width, queryRank, false, place),
        rmsNorm(`${attention}.q_a_norm`, queryRank, place),
        linear(`${attention}.q_b_proj`, queryRank, heads * headDim, false, place),
        linear(`${attention}.kv_proj`, width, headDim, false, place),
        rmsNorm(`${attention}.kv_norm`, headDim, place),
        // Block-diagonal: each group of heads has its rows.
        linear(
          `${attention}.o_a_proj`,
          Math.floor((heads * headDim) / groups),
          groups * outputRank,
          false,
          place,
        ),
        linear(`${attention}.o_b_proj`, groups * outputRank, width, false, place),
      );
      if (types[layer] === HEAVY) {
        modules.push(...compressor(inside, width, { rate: heavyRate, dim: headDim, windows: 1 }, place));
      } else if (types[layer] === SPARSE) {
        modules.push(
          ...compressor(inside, width, { rate: sparseRate, dim: headDim, windows: 2 }, place),
          ...compressor(`${inside}.indexer`, width, { rate: sparseRate, dim: indexDim, windows: 2 }, place),
          linear(`${inside}.indexer.q_b_proj`, queryRank, indexHeads * indexDim, false, place),
          linear(`${inside}.indexer.scorer.weights_proj`, width, indexHeads, false, place),
        );
      }
      modules.push(
        router(`${block}.mlp.gate`, count, width, place),
        ...fusedExperts(`${block}.mlp.experts`, { count, width, inner }, { layer, load }),
        ...gatedFeedForward(`${block}.mlp.shared_experts`, width, inner, sharedBias, place),
        rmsNorm(`${block}.input_layernorm`, width, place),
        rmsNorm(`${block}.post_attention_layernorm`, width, place),
        ...connection(`${block}.attn_hc`, width, streams, place),
        ...connection(`${block}.ffn_hc`, width, streams, place),
      );
    }
    modules.push(
      rmsNorm(`${root}norm`, width),
      parameter(`${root}hc_head.hc_fn`, [streams, streams * width]),
      parameter(`${root}hc_head.hc_base`, [streams]),
      parameter(`${root}hc_head.hc_scale`, [1]),
    );
    const top = decoderTop(input, width, vocabulary, { tied });
    modules.push(...top.modules);
    return {
      modules,
      layers,
      encoderLayers: 0,
      width,
      heads,
      keyValueHeads: readInteger(source, 'num_key_value_heads', { ...LIMITS.heads, fallback: 1 }),
      groupedQueries: true,
      configHeadDim: headDim,
      headDim,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}embed_tokens`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

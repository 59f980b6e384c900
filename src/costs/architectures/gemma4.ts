/**
 * @file Gemma 4, text (`gemma4_text` of Transformers 5.23): every few blocks attend to everything, with wider heads
 * and perhaps one matrix for keys and values; the last blocks may reuse keys and values of earlier ones; each block
 * may be fed an embedding of its own; experts may stand beside the dense feed-forward.
 */
import { CostError, show } from '../error.ts';
import type { Module, Place } from '../module.ts';
import { embedding, linear, parameter, rmsNorm } from '../module.ts';
import { openSource, readFlag, readInteger, readTexts, type Source } from '../read.ts';
import {
  type Architecture,
  type AttentionShape,
  checkModuleCount,
  decoderTop,
  LIMITS,
  readAttention,
  rootOf,
} from './architecture.ts';
import { readExpertLoad } from './experts.ts';
import { fusedExperts } from './fused-experts.ts';
import { gatedFeedForward, readInner } from './llama.ts';

const SLIDING = 'sliding_attention';
const FULL = 'full_attention';

const NORMS = [
  'input_layernorm',
  'post_attention_layernorm',
  'pre_feedforward_layernorm',
  'post_feedforward_layernorm',
];
const EXPERT_NORMS = [
  'post_feedforward_layernorm_1',
  'post_feedforward_layernorm_2',
  'pre_feedforward_layernorm_2',
];

function contradiction(source: Source, field: string, message: string, other: string): CostError {
  return new CostError('contradiction', source.place, field, message, {
    other,
    value: show(source.fields[field]),
    otherValue: show(source.fields[other]),
  });
}

/** Kinds of attention by block; five sliding and one full in turn where the config does not say, the last one full. */
function readTypes(source: Source, layers: number): string[] {
  const stated = readTexts(source, 'layer_types');
  if (stated && stated.length !== layers) {
    throw contradiction(
      source,
      'layer_types',
      `layer_types names ${stated.length} blocks, but num_hidden_layers is ${layers}.`,
      'num_hidden_layers',
    );
  }
  const unknown = stated?.find((type) => type !== SLIDING && type !== FULL);
  if (unknown !== undefined) {
    const choices = `${SLIDING}, ${FULL}`;
    throw new CostError(
      'unknownChoice',
      source.place,
      'layer_types',
      `layer_types must hold ${choices}, not ${show(unknown)}.`,
      { value: show(unknown), choices },
    );
  }
  const types =
    stated ?? Array.from({ length: layers }, (_, layer) => ((layer + 1) % 6 === 0 ? FULL : SLIDING));
  return [...types.slice(0, -1), FULL];
}

interface KeyValueShape {
  keyValueHeads: number;
  headDim: number;
}

/**
 * Key-value heads and head width by block: from `per_layer_config`, as Transformers 5.15 and later writes it, or from
 * the global fields of the published files.
 */
function readShapes(
  source: Source,
  types: readonly string[],
  usual: AttentionShape,
  sharesKeyValue: boolean,
): KeyValueShape[] {
  const { heads } = usual;
  const listed = source.fields.per_layer_config;
  let shapes: KeyValueShape[];
  if (listed === undefined || listed === null) {
    const headDim = readInteger(source, 'global_head_dim', { ...LIMITS.width, fallback: 512 });
    const fallback = usual.keyValueHeads;
    const keyValueHeads = sharesKeyValue
      ? readInteger(source, 'num_global_key_value_heads', { ...LIMITS.heads, fallback })
      : fallback;
    shapes = types.map((type) => (type === FULL ? { keyValueHeads, headDim } : usual));
  } else {
    shapes = types.map(() => usual);
    for (const [name, fields] of Object.entries(openSource(source.place, listed).fields)) {
      const layer = /^\d+$/.test(name) ? Number(name) : Number.NaN;
      const own = openSource(source.place, fields);
      const isKnown = Object.keys(own.fields).every(
        (field) => field === 'head_dim' || field === 'num_key_value_heads',
      );
      if (!isKnown || !(layer < types.length)) {
        throw new CostError(
          'unsupportedField',
          source.place,
          'per_layer_config',
          `per_layer_config changes the model in a way that is not covered here: ${show({ [name]: fields })}.`,
          { value: show({ [name]: fields }) },
        );
      }
      shapes[layer] = {
        keyValueHeads: readInteger(own, 'num_key_value_heads', {
          ...LIMITS.heads,
          fallback: usual.keyValueHeads,
        }),
        headDim: readInteger(own, 'head_dim', { ...LIMITS.width, fallback: usual.headDim }),
      };
    }
  }
  if (shapes.some(({ keyValueHeads }) => heads % keyValueHeads !== 0)) {
    const field = listed ? 'per_layer_config' : 'num_global_key_value_heads';
    throw contradiction(
      source,
      field,
      `${field} has key-value heads that do not divide num_attention_heads ${heads}.`,
      'num_attention_heads',
    );
  }
  return shapes;
}

/** The first block that reuses the keys and values of an earlier one of its kind; the number of blocks if none does. */
function readFirstShared(source: Source, types: readonly string[]): number {
  const shared = readInteger(source, 'num_kv_shared_layers', { min: 0, max: types.length, fallback: 0 });
  const first = types.length - shared;
  const makers = new Set(types.slice(0, first));
  if (shared > 0 && !types.every((type) => makers.has(type))) {
    throw contradiction(
      source,
      'num_kv_shared_layers',
      `num_kv_shared_layers ${shared} leaves no block to make the keys and values of a kind in layer_types.`,
      'layer_types',
    );
  }
  return first;
}

/** Experts and their router beside the dense feed-forward, where the model has them. */
function readExperts(source: Source): ((block: string, width: number, place: Place) => Module[]) | null {
  if (!readFlag(source, 'enable_moe_block', false)) return null;
  const count = readInteger(source, 'num_experts', LIMITS.experts);
  const inner = readInteger(source, 'moe_intermediate_size', LIMITS.feedForward);
  const load = readExpertLoad(source, count, 'top_k_experts');
  return (block, width, place) => [
    linear(`${block}.router.proj`, width, count, false, place),
    parameter(`${block}.router.scale`, [width], place),
    parameter(`${block}.router.per_expert_scale`, [count], place),
    ...fusedExperts(`${block}.experts`, { count, width, inner }, { ...place, load }),
    ...EXPERT_NORMS.map((name) => rmsNorm(`${block}.${name}`, width, place)),
  ];
}

export const gemma4Text: Architecture = {
  classPrefixes: ['Gemma4'],
  defaultHead: 'causal',
  list(input) {
    const { source } = input;
    const root = input.root ?? rootOf(input, 'model.');
    const width = readInteger(source, 'hidden_size', LIMITS.width);
    const layers = readInteger(source, 'num_hidden_layers', LIMITS.layers);
    const vocabulary = readInteger(source, 'vocab_size', LIMITS.vocabulary);
    const inner = readInner(source);
    const usual = readAttention(source, width, { headDim: 256, keyValueHeads: 4 });
    const { heads } = usual;
    const bias = readFlag(source, 'attention_bias', false);
    const sharesKeyValue = readFlag(source, 'attention_k_eq_v', false);
    const types = readTypes(source, layers);
    const shapes = readShapes(source, types, usual, sharesKeyValue);
    const firstShared = readFirstShared(source, types);
    const isDoubled = readFlag(source, 'use_double_wide_mlp', false);
    const mixture = readExperts(source);
    // Null, as some files have it, is the class's 0.
    const ownWidth =
      source.fields.hidden_size_per_layer_input === null
        ? 0
        : readInteger(source, 'hidden_size_per_layer_input', {
            min: 0,
            max: LIMITS.width.max,
            fallback: 256,
          });
    const ownVocabulary = readInteger(source, 'vocab_size_per_layer_input', {
      ...LIMITS.vocabulary,
      fallback: 262_144,
    });
    const tied = readFlag(source, 'tie_word_embeddings', true);
    checkModuleCount(source, 'num_hidden_layers', layers * 24);

    const modules: Module[] = [embedding(`${root}embed_tokens`, vocabulary, width)];
    if (ownWidth > 0) {
      modules.push(
        embedding(`${root}embed_tokens_per_layer`, ownVocabulary, layers * ownWidth),
        linear(`${root}per_layer_model_projection`, width, layers * ownWidth, false),
        rmsNorm(`${root}per_layer_projection_norm`, ownWidth),
      );
    }
    for (let layer = 0; layer < layers; layer += 1) {
      const place = { layer };
      const block = `${root}layers.${layer}`;
      const attention = `${block}.self_attn`;
      const { keyValueHeads, headDim } = shapes[layer]!;
      const isShared = layer >= firstShared;
      modules.push(linear(`${attention}.q_proj`, width, heads * headDim, bias, place));
      if (!isShared) {
        const keys = keyValueHeads * headDim;
        modules.push(linear(`${attention}.k_proj`, width, keys, bias, place));
        if (!sharesKeyValue || types[layer] === SLIDING) {
          modules.push(linear(`${attention}.v_proj`, width, keys, bias, place));
        }
        modules.push(rmsNorm(`${attention}.k_norm`, headDim, place));
      }
      modules.push(
        linear(`${attention}.o_proj`, heads * headDim, width, bias, place),
        rmsNorm(`${attention}.q_norm`, headDim, place),
        ...gatedFeedForward(`${block}.mlp`, width, isShared && isDoubled ? 2 * inner : inner, false, place),
        ...NORMS.map((name) => rmsNorm(`${block}.${name}`, width, place)),
        ...(mixture?.(block, width, place) ?? []),
      );
      if (ownWidth > 0) {
        modules.push(
          linear(`${block}.per_layer_input_gate`, width, ownWidth, false, place),
          linear(`${block}.per_layer_projection`, ownWidth, width, false, place),
          rmsNorm(`${block}.post_per_layer_input_norm`, width, place),
        );
      }
    }
    modules.push(rmsNorm(`${root}norm`, width));
    const top = decoderTop(input, width, vocabulary, { tied });
    modules.push(...top.modules);
    // PEFT makes every prefix as wide as the first block with the widest heads needs.
    const widest = shapes.reduce(
      (best: KeyValueShape, one) => (one.headDim > best.headDim ? one : best),
      usual,
    );
    return {
      modules,
      layers,
      encoderLayers: 0,
      width,
      heads,
      keyValueHeads: widest.keyValueHeads,
      groupedQueries: true,
      configHeadDim: widest.headDim,
      headDim: usual.headDim,
      vocabulary,
      embeddingWidth: width,
      inputEmbedding: `${root}embed_tokens`,
      outputEmbedding: top.outputEmbedding,
      classifier: top.classifier,
      attentions: layers,
    };
  },
};

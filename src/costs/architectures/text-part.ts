/**
 * @file Multimodal models: only their language model is counted, from
 * `text_config` or, in older files, from fields beside `vision_config`. Names as in Transformers 5.
 */
import type { Source } from '../read.ts';

interface TextPart {
  /** The language model's own config. */
  readonly source: Source;
  readonly root: string;
}

/** Language models by the names that only a part of a larger model has. */
const SAME: Readonly<Record<string, string>> = {
  qwen2_vl: 'qwen2',
  qwen2_vl_text: 'qwen2',
  qwen2_5_vl: 'qwen2',
  qwen2_5_vl_text: 'qwen2',
  qwen3_vl: 'qwen3',
  qwen3_vl_text: 'qwen3',
  qwen3_vl_moe: 'qwen3_moe',
  qwen3_vl_moe_text: 'qwen3_moe',
};

/** Sizes that LLaVA's files leave to the class of their language model (Transformers 5.23). */
const SIZES: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  llama: {
    hidden_size: 4096,
    intermediate_size: 11_008,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    vocab_size: 32_000,
  },
  mistral: {
    hidden_size: 4096,
    intermediate_size: 14_336,
    num_hidden_layers: 32,
    num_attention_heads: 32,
    vocab_size: 32_000,
  },
};

/** Said beside the parts, and true of the language model too. */
const SHARED = ['torch_dtype', 'dtype', 'tie_word_embeddings', 'quantization_config'];

/** @returns null where the config is no model of several parts, or has an architecture of its own here. */
export function textPartOf({ place, fields }: Source, isKnown: (type: string) => boolean): TextPart | null {
  const type = fields.model_type;
  if (typeof type !== 'string' || isKnown(type)) return null;
  const nested = fields.text_config;
  const isNested = typeof nested === 'object' && nested !== null && !Array.isArray(nested);
  if (!isNested && !Object.hasOwn(SAME, type)) return null;
  const text: Record<string, unknown> = isNested ? { ...(nested as Record<string, unknown>) } : { ...fields };
  const stated = typeof text.model_type === 'string' ? text.model_type : type;
  const modelType = [stated, SAME[stated], stated.replace(/_text$/, '')].find(
    (name) => name !== undefined && isKnown(name),
  );
  if (modelType === undefined) return null;
  const shared = Object.fromEntries(
    SHARED.filter((name) => fields[name] !== undefined).map((name) => [name, fields[name]]),
  );
  // The class is that of the whole; its language model has a head of its own.
  delete text.architectures;
  return {
    source: { place, fields: { ...SIZES[modelType], ...shared, ...text, model_type: modelType } },
    root: 'model.language_model.',
  };
}

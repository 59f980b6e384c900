/** @file The shape of a Llama-like model, read from and written as a Hugging Face `config.json`. */

export interface ModelConfig {
  vocabularySize: number;
  dModel: number;
  ffnDim: number;
  layers: number;
  heads: number;
  headDim: number;
  contextLength: number;
  rmsNormEpsilon: number;
  ropeTheta: number;
  /** True: the output layer is the embedding table. */
  tieWordEmbeddings: boolean;
}

/** A `config.json` that this code cannot run, naming the field. */
export class ConfigError extends Error {
  readonly field: string;
  constructor(field: string, message: string) {
    super(`config.json: ${field} ${message}`);
    this.name = 'ConfigError';
    this.field = field;
  }
}

type Json = Readonly<Record<string, unknown>>;

/** Variants that change what a model computes; ours computes these, and a file may omit them. */
const SUPPORTED = { hidden_act: 'silu', attention_bias: false, mlp_bias: false, rope_scaling: null };

function positiveInteger(json: Json, field: string, fallback?: number): number {
  const value = json[field] ?? fallback;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1)
    throw new ConfigError(field, `must be a positive whole number, is ${JSON.stringify(value)}`);
  return value;
}

/** Reads a Hugging Face config. Throws `ConfigError` for other architectures and impossible numbers. */
export function parseConfig(json: Json): ModelConfig {
  if (json.model_type !== 'llama')
    throw new ConfigError('model_type', `must be "llama", is ${JSON.stringify(json.model_type)}`);
  const dModel = positiveInteger(json, 'hidden_size');
  const heads = positiveInteger(json, 'num_attention_heads');
  const keyValueHeads = positiveInteger(json, 'num_key_value_heads', heads);
  if (keyValueHeads !== heads)
    throw new ConfigError(
      'num_key_value_heads',
      'must equal num_attention_heads: grouped queries are not supported',
    );
  const headDim = positiveInteger(json, 'head_dim', dModel / heads);
  if (headDim % 4 !== 0) throw new ConfigError('head_dim', 'must be a multiple of 4');
  for (const [field, expected] of Object.entries(SUPPORTED)) {
    const value = json[field] ?? expected;
    if (value !== expected) throw new ConfigError(field, `must be ${expected}, is ${JSON.stringify(value)}`);
  }
  const epsilon = json.rms_norm_eps ?? 1e-6;
  if (typeof epsilon !== 'number' || !(epsilon > 0))
    throw new ConfigError('rms_norm_eps', 'must be a positive number');
  return {
    vocabularySize: positiveInteger(json, 'vocab_size'),
    dModel,
    ffnDim: positiveInteger(json, 'intermediate_size'),
    layers: positiveInteger(json, 'num_hidden_layers'),
    heads,
    headDim,
    contextLength: positiveInteger(json, 'max_position_embeddings'),
    rmsNormEpsilon: epsilon,
    ropeTheta: positiveInteger(json, 'rope_theta', 10000),
    tieWordEmbeddings: json.tie_word_embeddings === true,
  };
}

/** The fields that `transformers` needs to load the model. */
export function configJson(
  config: ModelConfig,
  tokens: { bos: number; eos: number; pad: number },
): Record<string, unknown> {
  return {
    architectures: ['LlamaForCausalLM'],
    model_type: 'llama',
    vocab_size: config.vocabularySize,
    hidden_size: config.dModel,
    intermediate_size: config.ffnDim,
    num_hidden_layers: config.layers,
    num_attention_heads: config.heads,
    num_key_value_heads: config.heads,
    head_dim: config.headDim,
    max_position_embeddings: config.contextLength,
    rms_norm_eps: config.rmsNormEpsilon,
    rope_theta: config.ropeTheta,
    rope_scaling: null,
    hidden_act: 'silu',
    attention_bias: false,
    mlp_bias: false,
    tie_word_embeddings: config.tieWordEmbeddings,
    bos_token_id: tokens.bos,
    eos_token_id: tokens.eos,
    pad_token_id: tokens.pad,
    torch_dtype: 'float16',
  };
}

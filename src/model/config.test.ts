import { describe, expect, it } from 'vitest';
import { ConfigError, configJson, parseConfig } from './config.ts';

const json = {
  model_type: 'llama',
  vocab_size: 512,
  hidden_size: 96,
  intermediate_size: 256,
  num_hidden_layers: 3,
  num_attention_heads: 4,
  max_position_embeddings: 128,
};

function fieldOf(changes: Record<string, unknown>): string {
  try {
    parseConfig({ ...json, ...changes });
  } catch (error) {
    if (error instanceof ConfigError) return error.field;
    throw error;
  }
  return 'none';
}

describe('config.json', () => {
  it('is read with the defaults of Transformers', () => {
    expect(parseConfig(json)).toEqual({
      vocabularySize: 512,
      dModel: 96,
      ffnDim: 256,
      layers: 3,
      heads: 4,
      headDim: 24,
      contextLength: 128,
      rmsNormEpsilon: 1e-6,
      ropeTheta: 10000,
      tieWordEmbeddings: false,
    });
  });

  it('is written as it is read', () => {
    const config = parseConfig({
      ...json,
      tie_word_embeddings: true,
      head_dim: 32,
      rms_norm_eps: 1e-5,
      rope_theta: 500000,
    });
    expect(parseConfig(configJson(config, { bos: 1, eos: 2, pad: 0 }))).toEqual(config);
  });

  it.each<[string, Record<string, unknown>]>([
    ['model_type', { model_type: 'gpt2' }],
    ['model_type', { model_type: undefined }],
    ['vocab_size', { vocab_size: 0 }],
    ['vocab_size', { vocab_size: '512' }],
    ['hidden_size', { hidden_size: 1.5 }],
    ['intermediate_size', { intermediate_size: undefined }],
    ['num_hidden_layers', { num_hidden_layers: -1 }],
    ['num_attention_heads', { num_attention_heads: null }],
    ['max_position_embeddings', { max_position_embeddings: Number.NaN }],
    ['num_key_value_heads', { num_key_value_heads: 2 }],
    ['head_dim', { hidden_size: 97 }],
    ['head_dim', { head_dim: 6 }],
    ['rms_norm_eps', { rms_norm_eps: 0 }],
    ['rms_norm_eps', { rms_norm_eps: '1e-5' }],
    ['rope_theta', { rope_theta: 0 }],
    ['rope_scaling', { rope_scaling: { type: 'linear', factor: 2 } }],
    ['hidden_act', { hidden_act: 'gelu' }],
    ['attention_bias', { attention_bias: true }],
    ['mlp_bias', { mlp_bias: true }],
  ])('is refused, naming %s, when that is %o', (field, changes) => {
    expect(fieldOf(changes)).toBe(field);
  });
});

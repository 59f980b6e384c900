/**
 * @file gpt-oss (arXiv 2508.10925): the fields of config.json on the hub that decide counts. The files hold the experts
 * in 4 bits (`quantization_config` mxfp4), which is left out here: to be trained beside, they are unpacked.
 */
import type { PublishedModel } from './published.ts';

const SHARED = {
  architectures: ['GptOssForCausalLM'],
  model_type: 'gpt_oss',
  hidden_size: 2880,
  intermediate_size: 2880,
  num_attention_heads: 64,
  num_key_value_heads: 8,
  head_dim: 64,
  num_experts_per_tok: 4,
  vocab_size: 201_088,
  attention_bias: true,
  tie_word_embeddings: false,
  torch_dtype: 'bfloat16',
};

export const gptOssModels: readonly PublishedModel[] = [
  {
    id: 'openai/gpt-oss-20b',
    name: 'gpt-oss 20B',
    config: { ...SHARED, num_hidden_layers: 24, num_local_experts: 32 },
  },
  {
    id: 'openai/gpt-oss-120b',
    name: 'gpt-oss 120B',
    config: { ...SHARED, num_hidden_layers: 36, num_local_experts: 128 },
  },
];

/** @file DeepSeek-V3: the fields of config.json on the hub that decide counts. */
import type { PublishedModel } from './published.ts';

export const deepseekModels: readonly PublishedModel[] = [
  {
    id: 'deepseek-ai/DeepSeek-V3',
    name: 'DeepSeek-V3 671B',
    config: {
      architectures: ['DeepseekV3ForCausalLM'],
      model_type: 'deepseek_v3',
      hidden_size: 7168,
      intermediate_size: 18_432,
      num_hidden_layers: 61,
      num_attention_heads: 128,
      num_key_value_heads: 128,
      vocab_size: 129_280,
      q_lora_rank: 1536,
      kv_lora_rank: 512,
      qk_nope_head_dim: 128,
      qk_rope_head_dim: 64,
      v_head_dim: 128,
      moe_intermediate_size: 2048,
      n_routed_experts: 256,
      n_shared_experts: 1,
      num_experts_per_tok: 8,
      n_group: 8,
      topk_group: 4,
      first_k_dense_replace: 3,
      moe_layer_freq: 1,
      attention_bias: false,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
    },
  },
];

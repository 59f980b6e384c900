/** @file Phi-3: the fields of config.json on the hub that decide counts. */
import type { PublishedModel } from './published.ts';

export const phi3Models: readonly PublishedModel[] = [
  {
    id: 'microsoft/Phi-3-mini-4k-instruct',
    name: 'Phi-3 mini 3.8B',
    config: {
      architectures: ['Phi3ForCausalLM'],
      model_type: 'phi3',
      hidden_size: 3072,
      intermediate_size: 8192,
      num_hidden_layers: 32,
      num_attention_heads: 32,
      num_key_value_heads: 32,
      vocab_size: 32_064,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
    },
  },
  {
    id: 'microsoft/Phi-3-medium-4k-instruct',
    name: 'Phi-3 medium 14B',
    config: {
      architectures: ['Phi3ForCausalLM'],
      model_type: 'phi3',
      hidden_size: 5120,
      intermediate_size: 17_920,
      num_hidden_layers: 40,
      num_attention_heads: 40,
      num_key_value_heads: 10,
      vocab_size: 32_064,
      tie_word_embeddings: false,
      torch_dtype: 'bfloat16',
    },
  },
];

/** @file SmolLM3: the fields of config.json on the hub that decide counts; those of its class in Transformers 5.23. */
import type { PublishedModel } from './published.ts';

export const smollmModels: readonly PublishedModel[] = [
  {
    id: 'HuggingFaceTB/SmolLM3-3B',
    name: 'SmolLM3 3B',
    config: {
      architectures: ['SmolLM3ForCausalLM'],
      model_type: 'smollm3',
      hidden_size: 2048,
      intermediate_size: 11_008,
      num_hidden_layers: 36,
      num_attention_heads: 16,
      num_key_value_heads: 4,
      vocab_size: 128_256,
      tie_word_embeddings: true,
      torch_dtype: 'bfloat16',
    },
  },
];

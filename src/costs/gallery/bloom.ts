/** @file BLOOM: the fields of config.json on the hub that decide counts. */
import type { PublishedModel } from './published.ts';

export const bloomModels: readonly PublishedModel[] = [
  {
    id: 'bigscience/bloom-560m',
    name: 'BLOOM 560M',
    config: {
      architectures: ['BloomForCausalLM'],
      model_type: 'bloom',
      hidden_size: 1024,
      n_layer: 24,
      num_attention_heads: 16,
      vocab_size: 250_880,
      torch_dtype: 'float16',
    },
  },
  {
    id: 'bigscience/bloom-1b7',
    name: 'BLOOM 1.7B',
    config: {
      architectures: ['BloomForCausalLM'],
      model_type: 'bloom',
      hidden_size: 2048,
      n_layer: 24,
      num_attention_heads: 16,
      vocab_size: 250_880,
      torch_dtype: 'float16',
    },
  },
  {
    id: 'bigscience/bloom-3b',
    name: 'BLOOM 3B',
    config: {
      architectures: ['BloomForCausalLM'],
      model_type: 'bloom',
      hidden_size: 2560,
      n_layer: 30,
      num_attention_heads: 32,
      vocab_size: 250_880,
      torch_dtype: 'float16',
    },
  },
  {
    id: 'bigscience/bloom-7b1',
    name: 'BLOOM 7.1B',
    config: {
      architectures: ['BloomForCausalLM'],
      model_type: 'bloom',
      hidden_size: 4096,
      n_layer: 30,
      num_attention_heads: 32,
      vocab_size: 250_880,
      torch_dtype: 'float16',
    },
  },
  {
    id: 'bigscience/bloom',
    name: 'BLOOM 176B',
    config: {
      architectures: ['BloomForCausalLM'],
      model_type: 'bloom',
      hidden_size: 14_336,
      n_layer: 70,
      num_attention_heads: 112,
      vocab_size: 250_880,
      torch_dtype: 'bfloat16',
    },
  },
];

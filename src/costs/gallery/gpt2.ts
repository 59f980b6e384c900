/** @file GPT-2: the fields of config.json on the hub that decide counts. */
import type { PublishedModel } from './published.ts';

export const gpt2Models: readonly PublishedModel[] = [
  {
    id: 'openai-community/gpt2',
    name: 'GPT-2 small',
    config: {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      n_embd: 768,
      n_layer: 12,
      n_head: 12,
      n_positions: 1024,
      n_ctx: 1024,
      vocab_size: 50_257,
    },
  },
  {
    id: 'openai-community/gpt2-medium',
    name: 'GPT-2 medium',
    config: {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      n_embd: 1024,
      n_layer: 24,
      n_head: 16,
      n_positions: 1024,
      n_ctx: 1024,
      vocab_size: 50_257,
    },
  },
  {
    id: 'openai-community/gpt2-large',
    name: 'GPT-2 large',
    config: {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      n_embd: 1280,
      n_layer: 36,
      n_head: 20,
      n_positions: 1024,
      n_ctx: 1024,
      vocab_size: 50_257,
    },
  },
  {
    id: 'openai-community/gpt2-xl',
    name: 'GPT-2 XL',
    config: {
      architectures: ['GPT2LMHeadModel'],
      model_type: 'gpt2',
      n_embd: 1600,
      n_layer: 48,
      n_head: 25,
      n_positions: 1024,
      n_ctx: 1024,
      vocab_size: 50_257,
    },
  },
];

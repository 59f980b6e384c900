/**
 * @file GPT-3 175B: never published as weights. The shape is that of Brown et al. 2020 (arXiv 2005.14165,
 * table 2.1), written in OPT's layout, which keeps q, k, v apart as LoRA's counts on GPT-3 need.
 */
import type { PublishedModel } from './published.ts';

export const gpt3Models: readonly PublishedModel[] = [
  {
    id: 'gpt-3',
    name: 'GPT-3 175B',
    paper: 'arXiv 2005.14165, table 2.1',
    config: {
      model_type: 'opt',
      architectures: ['OPTForCausalLM'],
      hidden_size: 12_288,
      ffn_dim: 49_152,
      num_hidden_layers: 96,
      num_attention_heads: 96,
      max_position_embeddings: 2048,
      vocab_size: 50_257,
      torch_dtype: 'float16',
    },
  },
];

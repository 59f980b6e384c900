/**
 * @file Learned keys and values in front of every layer's, trained as they are: what prefix tuning without an MLP and
 * P-tuning v2 have in common. One tensor [n, 2 * layers * width], laid out and named as in PEFT.
 */
import type { NamedTensors } from '../../engine/vocabulary.ts';
import type { ModelConfig } from '../../model/config.ts';
import type { ModelHooks } from '../../model/llama.ts';
import { adapterFiles } from '../files.ts';
import type { ExportContext, ExportedFile } from '../method.ts';
import { PROMPT } from '../prompt/index.ts';

/** Keys and values of one position in all layers. */
export function prefixWidth({ layers, heads, headDim }: ModelConfig): number {
  return 2 * layers * heads * headDim;
}

export function prefixShape(virtualTokens: number, config: ModelConfig): [string, number[]] {
  return [PROMPT, [virtualTokens, prefixWidth(config)]];
}

export function deepHooks(virtualTokens: number): ModelHooks {
  return { virtualTokens, prefix: (graph, config) => graph.parameter(...prefixShape(virtualTokens, config)) };
}

/** A prefix as PEFT writes it, whatever trained it. */
export function prefixFiles(
  virtualTokens: number,
  context: ExportContext,
  projection: number | null,
  tensors: NamedTensors,
): ExportedFile[] {
  const { heads, headDim, layers } = context.config;
  return adapterFiles(
    'PREFIX_TUNING',
    context,
    {
      num_virtual_tokens: virtualTokens,
      token_dim: heads * headDim,
      num_transformer_submodules: 1,
      num_attention_heads: heads,
      num_layers: layers,
      encoder_hidden_size: projection,
      prefix_projection: projection !== null,
    },
    tensors,
  );
}

/**
 * @file Llama's shape under other names: Granite (arXiv 2407.13739), SmolLM3, Ministral 3, InternLM3, MiniCPM (arXiv
 * 2404.06395), OLMo 2 and 3 (arXiv 2501.00656; norms after the sublayers) and GLM-4 of 2025 (four norms, one matrix
 * for gate and up).
 */
import { linear } from '../module.ts';
import { readFlag } from '../read.ts';
import type { Architecture } from './architecture.ts';
import { gatedFeedForward, listLlamaShaped, readInner, type Variant } from './llama.ts';

interface Sibling extends Partial<Variant> {
  /** False where the class knows no `attention_bias`, or none on the output. */
  biasField?: boolean;
  outputBiasField?: boolean;
  /** Whether biases are there where the config does not say. */
  biasByDefault?: boolean;
}

function sibling(classPrefixes: readonly string[], rules: Sibling = {}): Architecture {
  const { biasField = true, outputBiasField = biasField, biasByDefault = false, ...variant } = rules;
  return {
    classPrefixes,
    defaultHead: 'causal',
    list(input) {
      const { source } = input;
      const inner = readInner(source);
      const bias = biasField && readFlag(source, 'attention_bias', biasByDefault);
      const inside = readFlag(source, 'mlp_bias', false);
      return listLlamaShaped(input, {
        queryKeyValueBias: bias,
        outputBias: outputBiasField && bias,
        tiedByDefault: false,
        feedForward: (block, width, _layer, place) =>
          gatedFeedForward(`${block}.mlp`, width, inner, inside, place),
        ...variant,
      });
    },
  };
}

export const granite = sibling(['Granite'], { hasHeadDim: false });
export const smollm3 = sibling(['SmolLM3'], { hasHeadDim: false, keyValueHeads: 4, tiedByDefault: true });
export const ministral3 = sibling(['Ministral3'], { biasField: false, keyValueHeads: 8, headDim: 128 });
export const internlm3 = sibling(['InternLM3', 'Llama'], { keyValueHeads: 2, headDim: 128 });
/** Custom code on the hub; its class ties by default, as all of Transformers 4 does. */
export const minicpm = sibling(['MiniCPM'], { tiedByDefault: true });

export const olmo2 = sibling(['Olmo2', 'Olmo3'], {
  hasHeadDim: false,
  queryKeyNorm: 'whole',
  norms: ['post_attention_layernorm', 'post_feedforward_layernorm'],
});

const glmNorms = [
  'input_layernorm',
  'post_attention_layernorm',
  'post_self_attn_layernorm',
  'post_mlp_layernorm',
];

function glm(prefix: string, norms: readonly string[] | undefined): Architecture {
  return {
    classPrefixes: [prefix],
    defaultHead: 'causal',
    list(input) {
      const { source } = input;
      const inner = readInner(source);
      return listLlamaShaped(input, {
        queryKeyValueBias: readFlag(source, 'attention_bias', true),
        outputBias: false,
        headDim: 128,
        keyValueHeads: 2,
        tiedByDefault: false,
        ...(norms ? { norms } : {}),
        feedForward: (block, width, _layer, place) => [
          linear(`${block}.mlp.gate_up_proj`, width, 2 * inner, false, place),
          linear(`${block}.mlp.down_proj`, inner, width, false, place),
        ],
      });
    },
  };
}

export const glm4 = glm('Glm4', glmNorms);
/** GLM-4-9B of 2024 in the classes of Transformers. */
export const glmHf = glm('Glm', undefined);

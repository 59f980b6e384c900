/** @file The `config.json` of a base (Hugging Face names), and its sizes, for formulas and computed costs. */
import { useMemo } from 'react';
import { type ModelConfig, parseConfig } from '../model/config.ts';
import type { LinearTarget } from '../peft/spec.ts';
import type { ModelName } from '../train/spec.ts';
import { createModelAsset } from './model-assets.ts';

type Config = Readonly<Record<string, unknown>>;

interface ModelSizes {
  layers: number;
  dModel: number;
  ffn: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  vocabulary: number;
}

/** Null where a size is missing. */
function sizesOf(config: Config): ModelSizes | null {
  const size = (key: string): number => (typeof config[key] === 'number' ? config[key] : 0);
  const dModel = size('hidden_size');
  const heads = size('num_attention_heads');
  const sizes = {
    layers: size('num_hidden_layers'),
    dModel,
    ffn: size('intermediate_size'),
    heads,
    kvHeads: size('num_key_value_heads') || heads,
    headDim: size('head_dim') || dModel / heads,
    vocabulary: size('vocab_size'),
  };
  return Object.values(sizes).every((value) => value > 0) ? sizes : null;
}

/** Inputs and outputs of one linear map of a block. */
export function shapeOf(target: LinearTarget, sizes: ModelSizes): { inputs: number; outputs: number } {
  const { dModel, ffn, heads, kvHeads, headDim } = sizes;
  switch (target) {
    case 'q':
      return { inputs: dModel, outputs: heads * headDim };
    case 'k':
    case 'v':
      return { inputs: dModel, outputs: kvHeads * headDim };
    case 'o':
      return { inputs: heads * headDim, outputs: dModel };
    case 'gate':
    case 'up':
      return { inputs: dModel, outputs: ffn };
    case 'down':
      return { inputs: ffn, outputs: dModel };
  }
}

/** LoRA's trainable numbers: layers × Σ r (in + out). */
export function loraParameters(r: number, targets: readonly LinearTarget[], sizes: ModelSizes): number {
  return targets.reduce((sum, target) => {
    const { inputs, outputs } = shapeOf(target, sizes);
    return sum + sizes.layers * r * (inputs + outputs);
  }, 0);
}

const configs = createModelAsset('config.json', (text) => JSON.parse(text) as Config);
/** For tests. */
export const forgetModelConfigs = configs.forget;

/** Null while loading, and where there is no such base. */
export function useModelConfig(model: ModelName): Config | null {
  return configs.use(model) ?? null;
}

/** Null while loading, and where a size is missing. */
export function useModelSizes(model: ModelName): ModelSizes | null {
  const config = useModelConfig(model);
  return useMemo(() => config && sizesOf(config), [config]);
}

/** As the model's own code reads it; null while loading, and where that cannot run it. */
export function useModelShape(model: ModelName): ModelConfig | null {
  const config = useModelConfig(model);
  return useMemo(() => {
    try {
      return config && parseConfig(config);
    } catch {
      return null;
    }
  }, [config]);
}

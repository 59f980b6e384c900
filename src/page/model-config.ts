/** @file The sizes of a base, from its own `config.json` (Hugging Face names), for formulas on slides. */
import { useEffect, useState } from 'react';
import type { LinearTarget } from '../peft/spec.ts';
import type { ModelName } from '../train/spec.ts';
import { loadAsset } from './assets.ts';

interface ModelSizes {
  layers: number;
  dModel: number;
  ffn: number;
  heads: number;
  kvHeads: number;
  headDim: number;
  vocabulary: number;
}

/** @throws RangeError where a size is missing */
function parseSizes(json: string): ModelSizes {
  const config = JSON.parse(json) as Record<string, unknown>;
  const size = (key: string): number => {
    const value = config[key];
    if (typeof value !== 'number' || !(value > 0)) throw new RangeError(`config.json: no ${key}`);
    return value;
  };
  const dModel = size('hidden_size');
  const heads = size('num_attention_heads');
  return {
    layers: size('num_hidden_layers'),
    dModel,
    ffn: size('intermediate_size'),
    heads,
    kvHeads: typeof config.num_key_value_heads === 'number' ? config.num_key_value_heads : heads,
    headDim: typeof config.head_dim === 'number' ? config.head_dim : dModel / heads,
    vocabulary: size('vocab_size'),
  };
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

const loading = new Map<ModelName, Promise<ModelSizes>>();

/** For tests. */
export function forgetModelSizes(): void {
  loading.clear();
}

/** Null while loading, and where there is no such base. */
export function useModelSizes(model: ModelName): ModelSizes | null {
  const [sizes, setSizes] = useState<ModelSizes | null>(null);
  useEffect(() => {
    let current = true;
    let promise = loading.get(model);
    if (!promise) {
      promise = loadAsset(`models/${model}/config.json`).then(parseSizes);
      loading.set(model, promise);
    }
    promise.then(
      (value) => {
        if (current) setSizes(value);
      },
      () => {
        loading.delete(model);
        if (current) setSizes(null);
      },
    );
    return () => {
      current = false;
    };
  }, [model]);
  return sizes;
}

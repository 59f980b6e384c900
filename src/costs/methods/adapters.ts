/**
 * @file Bottleneck adapters: down to r, a non-linearity, up to d, added to the stream: 2 d r + r + d numbers.
 * Houlsby et al. 2019 (arXiv 1902.00751) put two into a block, Pfeiffer et al. 2020 (arXiv 2005.00247) one.
 * Some setups train the block's norms too, or give each adapter a norm of its own (LoRA's AdapterL rows).
 */
import type { Model } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { RANK } from './lora.ts';
import { added, inPlace, type Method, type MethodTensor } from './method.ts';

function plan(model: Model, sites: readonly string[], bottleneck: number, ownNorm: boolean): MethodTensor[] {
  const tensors: MethodTensor[] = [];
  const { width } = model;
  const stacks = model.encoderLayers > 0 ? (['encoder', 'decoder'] as const) : ([null] as const);
  for (const stack of stacks) {
    const depth = stack === 'encoder' ? model.encoderLayers : model.layers;
    for (let layer = 0; layer < depth; layer += 1) {
      const block =
        model.modules.find(
          (module) => module.layer === layer && (stack === null || module.stack === stack),
        ) ?? null;
      for (const site of sites) {
        const key = `${stack === null ? '' : `${stack}.`}layers.${layer}.${site}`;
        tensors.push(
          added(`${key}.down.weight`, [bottleneck, width], block),
          added(`${key}.down.bias`, [bottleneck], block),
          added(`${key}.up.weight`, [width, bottleneck], block),
          added(`${key}.up.bias`, [width], block),
        );
        if (ownNorm) {
          tensors.push(
            added(`${key}.norm.weight`, [width], block),
            added(`${key}.norm.bias`, [width], block),
          );
        }
      }
    }
  }
  return tensors;
}

function bottleneckAdapters(sites: readonly string[]): Method {
  return ({ model, source }) => {
    const bottleneck = readInteger(source, 'bottleneck', RANK);
    const tensors = plan(model, sites, bottleneck, readFlag(source, 'own_layer_norm', false));
    if (readFlag(source, 'train_layer_norm', false)) {
      for (const module of model.modules) {
        if (module.kind === 'norm' && module.layer !== null) tensors.push(...inPlace(model, module));
      }
    }
    return { tensors, unmatched: [], virtualTokens: 0 };
  };
}

export const houlsby = bottleneckAdapters(['attention_adapter', 'output_adapter']);
export const pfeiffer = bottleneckAdapters(['output_adapter']);

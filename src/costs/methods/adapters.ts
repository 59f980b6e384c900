/**
 * @file Bottleneck adapters: down to r, a non-linearity, up to d, added to the stream: 2 d r + r + d numbers.
 * Houlsby et al. 2019 (arXiv 1902.00751) put two into a block, Pfeiffer et al. 2020 (arXiv 2005.00247) one.
 * Some setups train the block's norms too, or give each adapter a norm of its own (LoRA's AdapterL rows).
 */
import { copiesAt } from '../grouped.ts';
import type { Model, Module } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { RANK } from './lora.ts';
import { added, inPlace, type Method, type MethodTensor } from './method.ts';

function plan(model: Model, sites: readonly string[], bottleneck: number, ownNorm: boolean): MethodTensor[] {
  const tensors: MethodTensor[] = [];
  const { width } = model;
  const stacks = model.encoderLayers > 0 ? (['encoder', 'decoder'] as const) : ([null] as const);
  for (const stack of stacks) {
    for (const [block, layers] of firstOfBlocks(model, stack)) {
      const copies = copiesAt(layers);
      for (const site of sites) {
        const key = `${stack === null ? '' : `${stack}.`}layers.${layers[0]}.${site}`;
        const each = [
          added(`${key}.down.weight`, [bottleneck, width], block),
          added(`${key}.down.bias`, [bottleneck], block),
          added(`${key}.up.weight`, [width, bottleneck], block),
          added(`${key}.up.bias`, [width], block),
        ];
        if (ownNorm) {
          each.push(added(`${key}.norm.weight`, [width], block), added(`${key}.norm.bias`, [width], block));
        }
        for (const tensor of each) tensors.push(block.copies ? { ...tensor, copies } : tensor);
      }
    }
  }
  return tensors;
}

/** The module that each block begins with, and the blocks that begin with it. */
function firstOfBlocks(model: Model, stack: 'encoder' | 'decoder' | null): Map<Module, number[]> {
  const begun = new Set<number>();
  const first = new Map<Module, number[]>();
  for (const module of model.modules) {
    if (module.layer === null || (stack !== null && module.stack !== stack)) continue;
    const indices = module.copies?.indices ?? [module.layer];
    const fresh = indices.filter((index) => !begun.has(index));
    if (fresh.length === 0) continue;
    for (const index of fresh) begun.add(index);
    first.set(module, fresh);
  }
  return first;
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

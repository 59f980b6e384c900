/**
 * @file Activations stored for the backward pass. An estimate, not a count: it lists what each block must store, after
 * Korthikanti et al. 2022 (arXiv 2205.05198, section 4), and reproduces its 34 s b d bytes of a GPT block without the two
 * dropout masks. Measured peaks also contain workspaces of libraries.
 */
import { countPlan } from './counts.ts';
import { copiesOf } from './grouped.ts';
import type { MethodPlan, MethodTensor } from './methods/method.ts';
import type { Model, Module } from './module.ts';
import { blockCount, blockIndex, blocksBefore, roleOf } from './roles.ts';

interface ActivationSetting {
  /** Bytes of one stored number: 2 or 4. */
  readonly bytes: number;
  readonly batch: number;
  readonly sequence: number;
  /** Store only the input of each block and recompute the rest (Chen et al. 2016, arXiv 1604.06174). */
  readonly checkpointing: boolean;
  /** Store attention scores (`eager`) or never (`flash`, Dao et al. 2022, arXiv 2205.14135). */
  readonly attention: 'flash' | 'eager';
}

/** Stored numbers per token in each block, by block index. */
const elements = new WeakMap<Model, number[]>();

function elementsPerBlock(model: Model): number[] {
  const known = elements.get(model);
  if (known) return known;
  const perBlock = new Array<number>(blockCount(model)).fill(0);
  for (const module of model.modules) {
    const index = blockIndex(model, module);
    if (index === null) continue;
    const { indices, experts } = copiesOf(module);
    const stored = storedBy(model, module) * experts;
    for (const block of indices.length === 0 ? [module.layer!] : indices) {
      perBlock[index - module.layer! + block]! += stored;
    }
  }
  elements.set(model, perBlock);
  return perBlock;
}

/** Inputs of norms; outputs of q, k, v; the inputs of both output maps; both halves of a gate and its product. */
function storedBy(model: Model, module: Module): number {
  const { inFeatures, outFeatures, load } = module;
  switch (roleOf(model, module)) {
    case 'norm':
      // The norm's input, and its output where it feeds the block: two of each block's norms do.
      return inFeatures === model.width ? 2 * inFeatures : 0;
    case 'attentionIn':
      return outFeatures;
    case 'attentionOut':
      return inFeatures;
    case 'gate':
      return 2 * outFeatures * load;
    case 'gateUp':
      return 1.5 * outFeatures * load;
    case 'up':
      return outFeatures * load;
    case 'down':
      return inFeatures * load;
    default:
      return 0;
  }
}

const depths = new WeakMap<MethodPlan, number>();

/**
 * Blocks below the lowest tensor that is trained. The backward pass stops there, so they store nothing:
 * what head and layer-selective tuning save, and LoRA on every layer does not.
 */
export function untouchedBlocks(model: Model, plan: MethodPlan): number {
  const known = depths.get(plan);
  if (known !== undefined) return known;
  const before = blocksBefore(model);
  let lowest = blockCount(model);
  for (const tensor of plan.tensors) {
    if (tensor.role !== 'trained') continue;
    const depth = tensor.module === null ? 0 : depthOf(tensor, tensor.module, before);
    if (depth < lowest) lowest = depth;
  }
  if (countPlan(plan).trainable === 0) lowest = blockCount(model);
  depths.set(plan, lowest);
  return lowest;
}

/** Blocks below a tensor, or below the lowest of its copies. */
function depthOf({ copies }: MethodTensor, module: Module, before: Map<Module, number>): number {
  const own = before.get(module) ?? 0;
  const lowest = copies?.indices[0];
  return lowest === undefined || module.layer === null ? own : own - module.layer + lowest;
}

export interface Activations {
  /** Bytes stored inside the blocks. */
  readonly blocks: number;
  /** Bytes of the float32 logits, 4 per position and word. */
  readonly logits: number;
}

/** Prompts lengthen every sequence that is computed; prefixes only add keys and values. */
export function computedSequence(plan: MethodPlan, sequence: number): number {
  return sequence + plan.virtualTokens;
}

export function activations(model: Model, plan: MethodPlan, setting: ActivationSetting): Activations {
  const { bytes, batch, checkpointing } = setting;
  const sequence = computedSequence(plan, setting.sequence);
  const tokens = batch * sequence;
  const perBlock = elementsPerBlock(model);
  const from = untouchedBlocks(model, plan);
  const scores = setting.attention === 'eager' ? 2.5 * model.heads * sequence : 0;

  let stored = 0;
  let largest = 0;
  for (let block = from; block < perBlock.length; block += 1) {
    const whole = perBlock[block]! + scores;
    stored += checkpointing ? model.width : whole;
    if (whole > largest) largest = whole;
  }
  if (checkpointing && from < perBlock.length) stored += largest;
  const vocabulary = model.outputEmbedding === null ? 0 : model.vocabulary;
  return { blocks: Math.round(stored * bytes * tokens), logits: 4 * vocabulary * tokens };
}

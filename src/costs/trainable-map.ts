/**
 * @file A model block by block with the share of each part that a method trains: what a trainable map draws.
 */
import { open } from './counts.ts';
import { copiesOf } from './grouped.ts';
import { copiesOfTensor, elements, type MethodPlan } from './methods/method.ts';
import { type Copies, type Model, type Module, moduleParameters } from './module.ts';
import { blockCount, blockIndex, type Part, partOf } from './roles.ts';

interface TrainablePart {
  readonly part: Part;
  /** Parameters of the base in this part. */
  readonly parameters: number;
  /** Of these, trained in place. */
  readonly inPlace: number;
  /** Parameters that the method adds to this part. */
  readonly added: number;
}

export interface TrainableBlock {
  /** `input` and `output` stand for what lies before and after the blocks. */
  readonly place: 'input' | 'block' | 'output';
  readonly stack: 'encoder' | 'decoder';
  /** From 0, within its stack; 0 for input and output. */
  readonly layer: number;
  readonly parts: readonly TrainablePart[];
}

export interface TrainableMap {
  readonly blocks: readonly TrainableBlock[];
  /** What belongs to no module: prompts, their encoders, VeRA's shared matrices are not counted. */
  readonly beside: number;
}

const ORDER: readonly Part[] = ['embedding', 'attention', 'feedForward', 'norm', 'head'];

interface Tally {
  parameters: number;
  inPlace: number;
  added: number;
}

export function trainableMap(config: unknown, peft: unknown): TrainableMap {
  const { model, plan } = open(config, peft);
  return mapPlan(model, plan);
}

export function mapPlan(model: Model, plan: MethodPlan): TrainableMap {
  const count = blockCount(model);
  // One more in front for the input, one behind for the output.
  const tallies = Array.from({ length: count + 2 }, () => new Map<Part, Tally>());
  const at = (slot: number, part: Part): Tally => {
    const parts = tallies[slot]!;
    const tally = parts.get(part) ?? { parameters: 0, inPlace: 0, added: 0 };
    parts.set(part, tally);
    return tally;
  };
  const places = new Map(
    model.modules.map((module) => {
      const index = blockIndex(model, module);
      const part = partOf(model, module);
      const slot = index !== null ? index + 1 : part === 'embedding' ? 0 : count + 1;
      return [module, { slot, part }] as const;
    }),
  );
  /** Adds a size to every place where copies stand. */
  const tally = (module: Module, copies: Copies, size: number, into: keyof Tally): void => {
    const { slot, part } = places.get(module)!;
    if (module.layer === null) at(slot, part)[into] += size * copies.count;
    else
      for (const index of copies.indices.length === 0 ? [module.layer] : copies.indices) {
        at(slot - module.layer + index, part)[into] += size * copies.experts;
      }
  };
  for (const module of model.modules) tally(module, copiesOf(module), moduleParameters(module), 'parameters');
  let beside = 0;
  for (const tensor of plan.tensors) {
    if (tensor.role !== 'trained') continue;
    const size = elements(tensor.shape);
    const copies = copiesOfTensor(tensor);
    if (tensor.module === null) beside += size * copies.count;
    else tally(tensor.module, copies, size, tensor.origin === 'base' ? 'inPlace' : 'added');
  }
  const blocks = tallies.map((parts, slot): TrainableBlock => {
    const inEncoder =
      slot <= model.encoderLayers || (model.encoderLayers === 0 && isEncoderOnly(model.modules));
    const layer =
      slot === 0 || slot === count + 1
        ? 0
        : slot <= model.encoderLayers
          ? slot - 1
          : slot - 1 - model.encoderLayers;
    return {
      place: slot === 0 ? 'input' : slot === count + 1 ? 'output' : 'block',
      stack: inEncoder ? 'encoder' : 'decoder',
      layer,
      parts: ORDER.filter((part) => parts.has(part)).map((part) => ({ part, ...parts.get(part)! })),
    };
  });
  return { blocks, beside };
}

function isEncoderOnly(modules: readonly { layer: number | null; stack: string }[]): boolean {
  return modules.some(({ layer, stack }) => layer !== null && stack === 'encoder');
}

/**
 * @file A model block by block with the share of each part that a method trains: what a trainable map draws.
 */
import { open } from './counts.ts';
import { elements } from './methods/method.ts';
import { moduleParameters } from './module.ts';
import { blockCount, blockIndex, type Part, partOf } from './roles.ts';

export interface TrainablePart {
  readonly part: Part;
  /** Parameters of the base in this part. */
  readonly parameters: number;
  /** Of these, trained in place. */
  readonly inPlace: number;
  /** Parameters that the method puts beside this part. */
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
  for (const [module, { slot, part }] of places) at(slot, part).parameters += moduleParameters(module);
  let beside = 0;
  for (const tensor of plan.tensors) {
    if (tensor.role !== 'trained') continue;
    const size = elements(tensor.shape);
    const place = tensor.module === null ? undefined : places.get(tensor.module);
    if (!place) beside += size;
    else if (tensor.origin === 'base') at(place.slot, place.part).inPlace += size;
    else at(place.slot, place.part).added += size;
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

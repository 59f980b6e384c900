/**
 * @file How many numbers a model has, how many of them a method trains, and how large its file is. All
 * counts are exact integers; a count past 2^53 is refused, not rounded.
 */
import { openModel } from './architectures/index.ts';
import { CostError } from './error.ts';
import { groupModules, treatsAlike } from './grouped.ts';
import { openMethod, readTask } from './methods/index.ts';
import { copiesOfTensor, elements, type MethodPlan, type MethodTensor } from './methods/method.ts';
import { type Model, moduleParameters } from './module.ts';
import { type FileSize, safetensorsSize } from './safetensors.ts';

/** Refuses sums that a JavaScript number cannot hold exactly. */
function exact(count: number): number {
  if (!Number.isSafeInteger(count)) {
    throw new CostError(
      'outOfRange',
      'config',
      'hidden_size',
      'These sizes multiply to more than 2^53 parameters, which cannot be counted exactly.',
      { value: String(count), min: 1, max: Number.MAX_SAFE_INTEGER },
    );
  }
  return count;
}

export function modelParameters(model: Model): number {
  let total = 0;
  for (const module of model.modules) total += moduleParameters(module) * (module.copies?.count ?? 1);
  return exact(total);
}

/**
 * Parameters of a published model: a tied embedding once, buffers (rotary tables, masks) never.
 * @param config a `config.json` of the hub, as it stands.
 */
export function totalParameters(config: unknown): number {
  return modelParameters(groupModules(openModel(config)));
}

export interface MethodCount {
  /** Parameters that get gradients. */
  readonly trainable: number;
  /** Of these, those that the method adds beside the base. */
  readonly added: number;
  /** Of these, those of the base that change in place. */
  readonly inPlace: number;
  /** Parameters beside the base that stay frozen (AdaLoRA's ranknum). */
  readonly frozen: number;
  /** Numbers beside the base that are no parameters (VeRA's projections). */
  readonly buffers: number;
}

export function countPlan(plan: MethodPlan): MethodCount {
  let added = 0;
  let inPlace = 0;
  let frozen = 0;
  let buffers = 0;
  for (const tensor of plan.tensors) {
    const size = elements(tensor.shape) * copiesOfTensor(tensor).count;
    if (tensor.role === 'trained' && tensor.origin === 'added') added += size;
    else if (tensor.role === 'trained') inPlace += size;
    else if (tensor.role === 'frozen') frozen += size;
    else if (tensor.role === 'buffer') buffers += size;
  }
  return { trainable: exact(added + inPlace), added, inPlace, frozen, buffers };
}

/** A model and a method on it, opened once. */
export interface Opened {
  readonly model: Model;
  readonly plan: MethodPlan;
}

/** Equal modules are listed once wherever the method cannot tell them apart. */
export function open(config: unknown, peft: unknown): Opened {
  const whole = openModel(config, readTask(peft));
  const model = treatsAlike(peft) ? groupModules(whole) : whole;
  return { model, plan: openMethod(model, peft) };
}

/**
 * Parameters that a method trains, as PEFT's `print_trainable_parameters` counts them.
 * @param peft an `adapter_config.json` as it stands, or `{ peft_type: "FULL" | "HEAD" | ... }`.
 */
export function trainableParameters(config: unknown, peft: unknown): number {
  return countPlan(open(config, peft).plan).trainable;
}

export interface ParameterReport extends MethodCount {
  /** Parameters of the base with the head that the task needs. */
  readonly base: number;
  /** What `print_trainable_parameters` prints as "all params": base and everything beside it. */
  readonly all: number;
  /** Trainable / all, 0 to 1. */
  readonly share: number;
  /** Names of `target_modules` that match no module; PEFT ignores them in silence. */
  readonly unmatched: readonly string[];
}

/** The whole line that PEFT prints, and where its numbers come from. */
export function parameterReport(config: unknown, peft: unknown): ParameterReport {
  const { model, plan } = open(config, peft);
  const count = countPlan(plan);
  const base = modelParameters(model);
  const all = base + count.added + count.frozen;
  return { ...count, base, all, share: count.trainable / all, unmatched: plan.unmatched };
}

export function writtenTensors(plan: MethodPlan): MethodTensor[] {
  return plan.tensors.filter((tensor) => tensor.written);
}

export function planFile(plan: MethodPlan): FileSize {
  return safetensorsSize(
    writtenTensors(plan).map((tensor) => ({ ...tensor, copies: copiesOfTensor(tensor) })),
  );
}

/** The parts of the file that `adapterFileBytes` sizes. */
export function adapterFile(config: unknown, peft: unknown): FileSize {
  return planFile(open(config, peft).plan);
}

/**
 * Bytes of the `adapter_model.safetensors` that PEFT writes: adapters in float32, copies of base modules in the
 * base's data type. For FULL, HEAD, BITFIT, LAYERS and the bottleneck adapters, which PEFT does not know, it is
 * one safetensors file of the tensors that changed.
 */
export function adapterFileBytes(config: unknown, peft: unknown): number {
  return adapterFile(config, peft).total;
}

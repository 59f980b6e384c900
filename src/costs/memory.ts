/**
 * @file Where the memory of a training goes, byte by byte. Weights, gradients, optimizer and adapter are exact
 * under the chosen convention; activations are an estimate. What a device holds besides (the CUDA context,
 * kernels' workspaces, fragmentation) is left out.
 */
import { activations } from './activations.ts';
import { open } from './counts.ts';
import { CostError } from './error.ts';
import { copiesOfTensor, elements, type MethodPlan, type MethodTensor } from './methods/method.ts';
import { type Model, type Module, weightSize } from './module.ts';
import { type PartialOptions, readOptions, type TrainingOptions } from './options.ts';
import { isQuantized, quantizedBytes } from './quantization.ts';
import { storedBytes } from './stored.ts';

/** Every item in bytes. */
export interface TrainingMemory {
  /** The base, frozen or not, as it lies on the device. */
  readonly weights: number;
  /** Tensors that the method adds to the base. */
  readonly adapter: number;
  readonly gradients: number;
  /** Float32 copies of 16-bit weights. */
  readonly masterCopy: number;
  /** Moments of the optimizer. */
  readonly optimizer: number;
  /** Stored for the backward pass: an estimate. */
  readonly activations: number;
  readonly total: number;
}

export const MEMORY_ITEMS = [
  'weights',
  'adapter',
  'gradients',
  'masterCopy',
  'optimizer',
  'activations',
] as const;

/** Bytes of one trained number under AdamW, by where it goes. */
interface BytesPerNumber {
  readonly weight: number;
  readonly gradient: number;
  readonly master: number;
  /** Both moments together. */
  readonly moments: number;
}

/** A number of the base that is trained in place. */
export function trainedBytes({ precision, convention }: TrainingOptions): BytesPerNumber {
  if (precision === 'float32') return { weight: 4, gradient: 4, master: 0, moments: 8 };
  if (convention === 16) return { weight: 2, gradient: 2, master: 4, moments: 8 };
  return { weight: 2, gradient: 2, master: 0, moments: convention === 12 ? 8 : 4 };
}

/** A number that a method adds. PEFT keeps it in float32 over a 16-bit base, so it is its own master copy. */
function addedBytes(options: TrainingOptions): BytesPerNumber {
  if (options.convention === 16) return { weight: 4, gradient: 4, master: 0, moments: 8 };
  return trainedBytes(options);
}

/** bitsandbytes: 8-bit moments with one float32 per 256, in tensors of at least 4,096 numbers. */
const EIGHT_BIT_BLOCK = 256;
const EIGHT_BIT_MINIMUM = 4_096;

function momentBytes(size: number, { optimizer }: TrainingOptions, adamBytes: number): number {
  if (optimizer === 'sgd') return 0;
  if (optimizer === 'adamw') return size * adamBytes;
  if (size < EIGHT_BIT_MINIMUM) return size * 8;
  return 2 * (size + 4 * Math.ceil(size / EIGHT_BIT_BLOCK));
}

function baseBytes(model: Model, options: TrainingOptions): number {
  const each = options.precision === 'float32' ? 4 : 2;
  const { quantization, doubleQuantization } = options;
  let bytes = 0;
  for (const module of model.modules) {
    const copies = module.copies?.count ?? 1;
    if (!module.tiedBias) bytes += copies * module.bias * each;
    if (module.tiedWeight) continue;
    // What the checkpoint holds in few bits is loaded as it is.
    const stored = storedBytes(model, module);
    bytes +=
      copies *
      (stored !== null
        ? stored
        : quantization !== 'none' && isQuantized(model, module)
          ? quantizedBytes(module, quantization, doubleQuantization)
          : weightSize(module) * each);
  }
  return bytes;
}

/** A weight of few bits has no gradient, whether it is quantised on loading or lies so in the checkpoint. */
function checkQuantized(model: Model, tensors: readonly MethodTensor[], options: TrainingOptions): void {
  const { stored } = model;
  if (options.quantization === 'none' && !stored) return;
  const isFrozen = (module: Module): boolean =>
    stored ? storedBytes(model, module) !== null : isQuantized(model, module);
  const isWeight = (module: Module, { shape }: MethodTensor): boolean => shape.length === module.shape.length;
  const trained = tensors.find(
    (tensor) =>
      tensor.origin === 'base' &&
      tensor.role === 'trained' &&
      tensor.module !== null &&
      isFrozen(tensor.module) &&
      isWeight(tensor.module, tensor),
  );
  if (!trained) return;
  if (stored) {
    throw new CostError(
      'contradiction',
      'config',
      'quantization_config',
      `quantization_config holds ${trained.module?.name} as ${stored.name}, which this method would train.`,
      { other: 'peft_type', value: stored.name, otherValue: trained.module?.name ?? '' },
    );
  }
  throw new CostError(
    'contradiction',
    'options',
    'quantization',
    `quantization ${options.quantization} freezes ${trained.module?.name}, which this method trains.`,
    { other: 'peft_type', value: options.quantization, otherValue: trained.module?.name ?? '' },
  );
}

export function planMemory(model: Model, plan: MethodPlan, options: TrainingOptions): TrainingMemory {
  checkQuantized(model, plan.tensors, options);
  const inBase = trainedBytes(options);
  const beside = addedBytes(options);
  let adapter = 0;
  let gradients = 0;
  let masterCopy = 0;
  let optimizer = 0;
  for (const tensor of plan.tensors) {
    if (tensor.role === 'alias') continue;
    const size = elements(tensor.shape);
    const { count } = copiesOfTensor(tensor);
    const each = tensor.origin === 'base' ? inBase : beside;
    if (tensor.origin === 'added') adapter += count * size * each.weight;
    if (tensor.role !== 'trained') continue;
    gradients += count * size * each.gradient;
    masterCopy += count * size * each.master;
    optimizer += count * momentBytes(size, options, each.moments);
  }
  const stored = activations(model, plan, { ...options, bytes: options.precision === 'float32' ? 4 : 2 });
  const items = {
    weights: baseBytes(model, options),
    adapter,
    gradients,
    masterCopy,
    optimizer,
    activations: stored.blocks + stored.logits,
  };
  return { ...items, total: MEMORY_ITEMS.reduce((sum, item) => sum + items[item], 0) };
}

/**
 * Bytes of device memory during training, item by item.
 * @throws CostError naming a field of any of the three objects, such as `quantization` where the method trains
 * the weights that would be quantised.
 */
export function trainingMemory(config: unknown, peft: unknown, options: PartialOptions = {}): TrainingMemory {
  const { model, plan } = open(config, peft);
  return planMemory(model, plan, readOptions(options));
}

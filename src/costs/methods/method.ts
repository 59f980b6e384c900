/**
 * @file The shape that every method file has: a function from a model and a PEFT config to the tensors that
 * the method trains, adds to the base, and writes to its file.
 */
import { ONE } from '../grouped.ts';
import { type Copies, type DataType, type Model, type Module, weightSize } from '../module.ts';
import { readChoice, type Source } from '../read.ts';
import { findSaved } from '../targets.ts';

/**
 * `trained`: gets gradients. `frozen`: a parameter beside the base that does not (AdaLoRA's ranknum).
 * `buffer`: beside the base and no parameter (VeRA's shared projections). `alias`: another name of a tensor that
 * is listed elsewhere, so that a file holds it twice and a count once.
 */
export type Role = 'trained' | 'frozen' | 'buffer' | 'alias';

export interface MethodTensor {
  /** Key in the written file, adapter name removed; also a label where nothing is written. */
  readonly name: string;
  readonly shape: readonly number[];
  readonly role: Role;
  /** `added`: stands beside the base. `base`: a tensor of the base trained in place. */
  readonly origin: 'added' | 'base';
  /** What the file holds it as. */
  readonly dtype: DataType;
  /** False for what is trained but not written, such as the encoder of P-tuning. */
  readonly written: boolean;
  /** The module it belongs to; null for prompts. */
  readonly module: Module | null;
  /** The equal tensors that this one stands for, where they are not those of its module. */
  readonly copies?: Copies;
}

export function copiesOfTensor({ copies, module }: MethodTensor): Copies {
  return copies ?? module?.copies ?? ONE;
}

export interface MethodPlan {
  readonly tensors: readonly MethodTensor[];
  /** Names of `target_modules` that match nothing. */
  readonly unmatched: readonly string[];
  /** Positions that the method adds to every sequence; a prefix adds keys and values, but no positions. */
  readonly virtualTokens: number;
}

export interface MethodInput {
  readonly model: Model;
  readonly source: Source;
  readonly task: string | null;
}

/** Plans one `peft_type`. */
export type Method = (input: MethodInput) => MethodPlan;

/** What PEFT puts before the module names of Transformers, and what prompt methods put. */
export const PREFIX = 'base_model.model.';
export const PROMPT_PREFIX = 'base_model.';

export function elements(shape: readonly number[]): number {
  let count = 1;
  for (const extent of shape) count *= extent;
  return count;
}

/** A new tensor beside the base. PEFT keeps adapters in float32, over a 16-bit base too. */
export function added(
  name: string,
  shape: readonly number[],
  module: Module | null,
  {
    role = 'trained',
    written = true,
    dtype = 'float32',
  }: { role?: Role; written?: boolean; dtype?: DataType } = {},
): MethodTensor {
  return { name, shape, role, origin: 'added', dtype, written, module };
}

/** The tensors of a base module, trained in place and written as the base stores them. */
export function inPlace(
  model: Model,
  module: Module,
  which: 'all' | 'weight' | 'bias' = 'all',
): MethodTensor[] {
  const tensors: MethodTensor[] = [];
  const common = { origin: 'base', dtype: model.dtype, written: true, module } as const;
  if (which !== 'bias' && weightSize(module) > 0) {
    const role = module.tiedWeight ? 'alias' : 'trained';
    const isItself = module.kind === 'experts' || module.kind === 'bare';
    const name = isItself ? module.name : `${module.name}.weight`;
    tensors.push({ ...common, name, shape: module.shape, role });
  }
  if (which !== 'weight' && module.bias > 0) {
    tensors.push({
      ...common,
      name: `${module.name}.bias`,
      shape: [module.bias],
      role: module.tiedBias ? 'alias' : 'trained',
    });
  }
  return tensors;
}

/** `modules_to_save`: deep copies, trained whole, in the base's data type. A copy of a tied weight is its own. */
export function savedCopies({ model, source, task }: MethodInput, prefix = PREFIX): MethodTensor[] {
  const biasAgain = source.fields.bias === 'all';
  return findSaved(model, source, task).flatMap(({ module, root }) => {
    const { dtype } = model;
    const key = `${prefix}${module.name}`;
    const tensors: MethodTensor[] = [];
    if (weightSize(module) > 0) tensors.push(added(`${key}.weight`, module.shape, module, { dtype }));
    if (module.bias > 0) {
      tensors.push(added(`${key}.bias`, [module.bias], module, { dtype }));
      if (biasAgain) {
        // bias="all" writes whatever ends in ".bias": the copy and the original once more, under these names.
        const rest = module.name.slice(root.length);
        const copy = rest === '' ? 'modules_to_save' : 'modules_to_save.default';
        for (const again of [copy, 'original_module']) {
          const name = `${prefix}${root}.${again}${rest}.bias`;
          tensors.push(added(name, [module.bias], module, { dtype, role: 'alias' }));
        }
      }
    }
    return tensors;
  });
}

/**
 * PEFT's `bias`: none, the biases of the adapted modules (`lora_only`), or every bias of the model. Adapted
 * modules move one level down, to `base_layer`, as the written key shows.
 */
export function trainedBiases(
  { model, source, task }: MethodInput,
  adapted: readonly Module[],
  own: 'lora_only' | 'vera_only',
): MethodTensor[] {
  const bias = readChoice(source, 'bias', ['none', 'all', own], 'none');
  if (bias === 'none') return [];
  const inside = new Set(adapted);
  const copied = new Set(findSaved(model, source, task).map(({ module }) => module));
  return model.modules
    .filter((module) => module.bias > 0 && (bias === 'all' ? !copied.has(module) : inside.has(module)))
    .map((module): MethodTensor => {
      const owner = inside.has(module) ? `${module.name}.base_layer` : module.name;
      return {
        name: `${PREFIX}${owner}.bias`,
        shape: [module.bias],
        role: module.tiedBias ? 'alias' : 'trained',
        origin: 'base',
        dtype: model.dtype,
        written: true,
        module,
      };
    });
}

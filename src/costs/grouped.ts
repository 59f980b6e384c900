/**
 * @file A model with equal modules listed once. The 45,000 modules of DeepSeek-V3 are 23 of a kind: same name but
 * for the numbers of block and expert, same shape. Methods and sums run over these, and each counts its copies,
 * so that a slider's step costs a hundred steps of work and not a hundred thousand.
 */
import type { Copies, Model, Module } from './module.ts';

export const ONE: Copies = { indices: [], experts: 1, count: 1 };

export function copiesAt(indices: readonly number[], experts = 1): Copies {
  return { indices, experts, count: Math.max(1, indices.length) * experts };
}

const STACK = /(?:^|\.)(?:layers|layer|h|block)\.(\d+)\./;
const EXPERT = /\.experts\.\d+\./;

/** The number of the block in a module's name; null where it stands outside. */
function indexOf({ name, layer }: Module): number | null {
  if (layer !== null) return layer;
  const found = STACK.exec(name);
  return found ? Number(found[1]) : null;
}

function kindOf(module: Module, index: number | null): string {
  const { name, kind, shape, bias, tiedWeight, tiedBias, layer, stack, load } = module;
  const block = index === null ? name : name.replace(`.${index}.`, '.{i}.');
  const pattern = block.includes('.experts.') ? block.replace(EXPERT, '.experts.{e}.') : block;
  return [pattern, kind, shape, bias, tiedWeight, tiedBias, layer === null, stack, load].join(' ');
}

interface Kind {
  first: Module;
  indices: number[];
  count: number;
}

function group(model: Model): Model {
  const kinds = new Map<string, Kind>();
  for (const module of model.modules) {
    const index = indexOf(module);
    const key = kindOf(module, index);
    const kind = kinds.get(key);
    if (!kind) {
      kinds.set(key, { first: module, indices: index === null ? [] : [index], count: 1 });
      continue;
    }
    kind.count += 1;
    if (index !== null && kind.indices.at(-1) !== index) kind.indices.push(index);
  }
  const modules = [...kinds.values()].map(({ first, indices, count }): Module => {
    const experts = count / Math.max(1, indices.length);
    return indices.length === 0 && count === 1 ? first : { ...first, copies: copiesAt(indices, experts) };
  });
  // Blocks with unequal numbers of experts: no model is so; it would be listed in full.
  if (modules.some(({ copies }) => copies && !Number.isInteger(copies.experts))) return model;
  return { ...model, modules };
}

const grouped = new WeakMap<Model, Model>();

export function groupModules(model: Model): Model {
  let found = grouped.get(model);
  if (!found) {
    found = group(model);
    grouped.set(model, found);
  }
  return found;
}

export function copiesOf(module: Module): Copies {
  return module.copies ?? ONE;
}

const NUMBER = /^\d+$/;

/** True where a name cannot tell one block or expert from another: no part of it is a bare number. */
function isForAll(name: unknown): boolean {
  return typeof name === 'string' && !name.split('.').some((part) => NUMBER.test(part));
}

const NAME_FIELDS = ['target_modules', 'exclude_modules', 'feedforward_modules', 'modules_to_save'] as const;
const PER_MODULE_FIELDS = ['rank_pattern', 'alpha_pattern', 'layers_to_transform', 'layers_pattern'] as const;

/**
 * True where a PEFT config treats all blocks and experts alike, so that its answer on grouped modules is that on
 * all of them. Regular expressions may single out anything and go the long way.
 */
export function treatsAlike(peft: unknown): boolean {
  if (typeof peft !== 'object' || peft === null) return false;
  const fields = peft as Record<string, unknown>;
  const isEmpty = (value: unknown): boolean =>
    value === undefined ||
    value === null ||
    (typeof value === 'object' && Object.keys(value as object).length === 0);
  if (PER_MODULE_FIELDS.some((field) => !isEmpty(fields[field]))) return false;
  return NAME_FIELDS.every((field) => {
    const value = fields[field];
    if (isEmpty(value)) return true;
    if (Array.isArray(value)) return value.every(isForAll);
    return typeof value === 'string' && value.toLowerCase() === 'all-linear' && field === 'target_modules';
  });
}

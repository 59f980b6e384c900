/**
 * @file AdaLoRA (Zhang et al. 2023, arXiv 2303.10512): P diag(E) Q with `init_r` directions per matrix at the
 * start, (in + out + 1) numbers each, pruned during training. A finished adapter's `rank_pattern` says which
 * directions were retained, and then its file holds only those.
 */
import { CostError, show } from '../error.ts';
import type { Module } from '../module.ts';
import { checkInteger, readInteger, readRaw, type Source } from '../read.ts';
import { findTargets, readSaved } from '../targets.ts';
import { ADALORA_TARGETS } from './defaults.ts';
import { RANK } from './lora.ts';
import { added, type Method, type MethodTensor, PREFIX, savedCopies, trainedBiases } from './method.ts';

const KINDS = new Set<Module['kind']>(['linear', 'conv1d']);

/** `rank_pattern` of AdaLoRA: a list of retained directions per "<module>.lora_E"; a number stands for its count. */
function readRetained(source: Source, start: number): (name: string) => number | null {
  const raw = readRaw(source, ['rank_pattern']);
  if (raw === undefined) return () => null;
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new CostError(
      'wrongType',
      source.place,
      'rank_pattern',
      `rank_pattern must map names to masks, not ${show(raw)}.`,
      {
        value: show(raw),
        expected: 'object',
      },
    );
  }
  const pattern = raw as Record<string, unknown>;
  return (name) => {
    const key = `${name}.lora_E`;
    const mask = Object.hasOwn(pattern, key) ? pattern[key] : undefined;
    if (mask === undefined) return null;
    if (Array.isArray(mask)) return mask.filter((retained) => retained === true).length;
    return checkInteger(source.place, 'rank_pattern', mask, { min: 0, max: start });
  };
}

export const adalora: Method = (input) => {
  const { model, source, task } = input;
  const start = readInteger(source, 'init_r', { ...RANK, fallback: 12 });
  const goal = readInteger(source, 'target_r', { ...RANK, fallback: 8 });
  if (goal > start) {
    throw new CostError(
      'contradiction',
      source.place,
      'target_r',
      `target_r ${goal} is more than init_r ${start}.`,
      {
        other: 'init_r',
        value: goal,
        otherValue: start,
      },
    );
  }
  const retainedOf = readRetained(source, start);
  const { modules, unmatched } = findTargets(model, source, {
    defaults: ADALORA_TARGETS,
    kinds: KINDS,
    saved: readSaved(source, task).names,
  });
  const tensors: MethodTensor[] = [];
  for (const module of modules) {
    const key = `${PREFIX}${module.name}`;
    const parts = [
      ['lora_A', (r: number) => [r, module.inFeatures]],
      ['lora_B', (r: number) => [module.outFeatures, r]],
      ['lora_E', (r: number) => [r, 1]],
    ] as const;
    const retained = retainedOf(module.name);
    for (const [name, shape] of parts) {
      const full = added(`${key}.${name}`, shape(start), module, { written: retained === null });
      tensors.push(full);
      if (retained !== null) tensors.push(added(full.name, shape(retained), module, { role: 'alias' }));
    }
    tensors.push(added(`${key}.ranknum`, [1], module, { role: 'frozen', written: false }));
  }
  tensors.push(...trainedBiases(input, modules, 'lora_only'), ...savedCopies(input));
  return { tensors, unmatched, virtualTokens: 0 };
};

/**
 * @file LoHa (FedPara, Hyeon-Woo et al. 2022, arXiv 2108.06098): the update is the element-wise product of two
 * low-rank matrices, 2 r (in + out) numbers.
 */
import type { Module } from '../module.ts';
import { readInteger } from '../read.ts';
import { findTargets, readSaved } from '../targets.ts';
import { LORA_TARGETS } from './defaults.ts';
import { RANK, readRanks } from './lora.ts';
import { added, type Method, PREFIX, savedCopies } from './method.ts';

/** torch.nn.Linear only: PEFT has no LoHa for GPT-2's Conv1D. */
const KINDS = new Set<Module['kind']>(['linear']);

export const loha: Method = (input) => {
  const { model, source, task } = input;
  const rankOf = readRanks(source, readInteger(source, 'r', { ...RANK, fallback: 8 }));
  const { modules, unmatched } = findTargets(model, source, {
    defaults: LORA_TARGETS,
    kinds: KINDS,
    saved: readSaved(source, task).names,
  });
  const tensors = modules.flatMap((module) => {
    const key = `${PREFIX}${module.name}`;
    const r = rankOf(module.name);
    return ['hada_w1', 'hada_w2'].flatMap((name) => [
      added(`${key}.${name}_a`, [module.outFeatures, r], module),
      added(`${key}.${name}_b`, [r, module.inFeatures], module),
    ]);
  });
  return { tensors: [...tensors, ...savedCopies(input)], unmatched, virtualTokens: 0 };
};

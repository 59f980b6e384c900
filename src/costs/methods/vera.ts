/**
 * @file VeRA (Kopiczko et al. 2023, arXiv 2310.11454): one pair of random matrices A, B shared by all layers
 * and frozen; each adapted module trains r + out scales. The file holds A and B too unless
 * `save_projection` is false, so it is far larger than what is trained.
 */
import type { Module } from '../module.ts';
import { readFlag, readInteger } from '../read.ts';
import { findTargets, readSaved } from '../targets.ts';
import { VERA_TARGETS } from './defaults.ts';
import { RANK } from './lora.ts';
import { added, type Method, type MethodTensor, PREFIX, savedCopies, trainedBiases } from './method.ts';

const KINDS = new Set<Module['kind']>(['linear', 'conv1d']);

export const vera: Method = (input) => {
  const { model, source, task } = input;
  const r = readInteger(source, 'r', { ...RANK, fallback: 256 });
  const written = readFlag(source, 'save_projection', true);
  const { modules, unmatched } = findTargets(model, source, {
    defaults: VERA_TARGETS,
    kinds: KINDS,
    saved: readSaved(source, task).names,
  });
  const widestIn = modules.reduce((widest, module) => Math.max(widest, module.inFeatures), 0);
  const widestOut = modules.reduce((widest, module) => Math.max(widest, module.outFeatures), 0);
  const tensors: MethodTensor[] = [
    added('base_model.vera_A', [r, widestIn], null, { role: 'buffer', written }),
    added('base_model.vera_B', [widestOut, r], null, { role: 'buffer', written }),
  ];
  for (const module of modules) {
    const key = `${PREFIX}${module.name}`;
    tensors.push(
      added(`${key}.vera_lambda_b`, [module.outFeatures], module),
      added(`${key}.vera_lambda_d`, [r], module),
    );
  }
  tensors.push(...trainedBiases(input, modules, 'vera_only'), ...savedCopies(input));
  return { tensors, unmatched, virtualTokens: 0 };
};

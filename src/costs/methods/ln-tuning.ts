/**
 * @file LayerNorm tuning (Zhao et al. 2023, arXiv 2312.11420): copies of the norms are trained, d numbers per
 * RMS norm and 2 d per layer norm. They stay in the base's data type.
 */
import { type Module, weightSize } from '../module.ts';
import { findTargets, readSaved } from '../targets.ts';
import { LN_TARGETS } from './defaults.ts';
import { added, type Method, type MethodTensor, PREFIX, savedCopies } from './method.ts';

/** PEFT copies whatever the names match. */
const KINDS = new Set<Module['kind']>(['norm', 'linear', 'conv1d', 'embedding', 'convolution', 'router']);

export const lnTuning: Method = (input) => {
  const { model, source, task } = input;
  const { modules, unmatched } = findTargets(model, source, {
    defaults: LN_TARGETS,
    kinds: KINDS,
    saved: readSaved(source, task).names,
  });
  const tensors = modules.flatMap((module): MethodTensor[] => {
    const key = `${PREFIX}${module.name}.ln_tuning_layers`;
    const { dtype } = model;
    const copies: MethodTensor[] = [];
    if (weightSize(module) > 0) copies.push(added(`${key}.weight`, module.shape, module, { dtype }));
    if (module.bias > 0) copies.push(added(`${key}.bias`, [module.bias], module, { dtype }));
    return copies;
  });
  return { tensors: [...tensors, ...savedCopies(input)], unmatched, virtualTokens: 0 };
};

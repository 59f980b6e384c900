/**
 * @file (IA)^3 (Liu et al. 2022, arXiv 2205.05638): learned vectors that rescale. Attention modules are scaled
 * at their output (out numbers), feed-forward modules at their input (in numbers).
 */
import { CostError, show } from '../error.ts';
import type { Module } from '../module.ts';
import { readRaw, readTexts, type Source } from '../read.ts';
import { findTargets, readSaved, toPattern } from '../targets.ts';
import { IA3_FEED_FORWARD, IA3_TARGETS } from './defaults.ts';
import { added, type Method, PREFIX, savedCopies } from './method.ts';

const KINDS = new Set<Module['kind']>(['linear', 'conv1d']);

/** Feed-forward names match by plain ending, unlike targets. */
function readFeedForward(source: Source, modelType: string): (name: string) => boolean {
  const raw = readRaw(source, ['feedforward_modules']);
  if (typeof raw === 'string') {
    const pattern = toPattern(source, 'feedforward_modules', raw);
    return (name) => pattern.test(name);
  }
  const stated = readTexts(source, 'feedforward_modules');
  const defaults = Object.hasOwn(IA3_FEED_FORWARD, modelType) ? IA3_FEED_FORWARD[modelType] : undefined;
  const endings = stated ?? defaults;
  if (!endings) {
    throw new CostError(
      'missingField',
      source.place,
      'feedforward_modules',
      `feedforward_modules is not given, and PEFT has no default for ${modelType}.`,
      { value: modelType },
    );
  }
  const targets =
    typeof readRaw(source, ['target_modules']) === 'string' ? null : readTexts(source, 'target_modules');
  const stray = stated && targets ? stated.find((name) => !targets.includes(name)) : undefined;
  if (stray !== undefined) {
    throw new CostError(
      'contradiction',
      source.place,
      'feedforward_modules',
      `feedforward_modules names ${show(stray)}, which target_modules does not.`,
      { other: 'target_modules', value: stray, otherValue: targets?.join(', ') ?? '' },
    );
  }
  return (name) => endings.some((ending) => name.endsWith(ending));
}

export const ia3: Method = (input) => {
  const { model, source, task } = input;
  const isFeedForward = readFeedForward(source, model.modelType);
  const { modules, unmatched } = findTargets(model, source, {
    defaults: IA3_TARGETS,
    kinds: KINDS,
    saved: readSaved(source, task).names,
  });
  const tensors = modules.map((module) => {
    const shape = isFeedForward(module.name) ? [1, module.inFeatures] : [module.outFeatures, 1];
    return added(`${PREFIX}${module.name}.ia3_l`, shape, module);
  });
  return { tensors: [...tensors, ...savedCopies(input)], unmatched, virtualTokens: 0 };
};

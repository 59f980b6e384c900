/**
 * @file Norm tuning (Zhao et al. 2023, arXiv 2312.11420): the scales of all RMS norms. PEFT trains copies of the norms and
 * writes them as `ln_tuning_layers`; here they are trained in place, and renamed in the file.
 */
import { adapterFiles } from '../files.ts';
import type { Method } from '../method.ts';
import type { NormsSpec } from '../spec.ts';

const PREFIX = 'base_model.model.';
const ENDING = '.ln_tuning_layers.weight';

const isNorm = (parameterName: string): boolean => /(layernorm|\.norm)\.weight$/.test(parameterName);
const writtenName = (parameterName: string): string => PREFIX + parameterName.replace(/\.weight$/, ENDING);
const readName = (name: string): string =>
  name.startsWith(PREFIX) && name.endsWith(ENDING)
    ? `${name.slice(PREFIX.length, -ENDING.length)}.weight`
    : name;

export const norms: Method<NormsSpec> = {
  name: 'norms',
  problems: () => [],
  trainsBase: (_spec, parameterName) => isNorm(parameterName),
  addedShapes: () => [],
  initialise: () => new Map(),
  hooks: () => ({}),
  merge: (_spec, _config, base, trained) => new Map([...base, ...trained]),
  exportFiles: (_spec, context) =>
    adapterFiles(
      'LN_TUNING',
      context,
      { target_modules: ['input_layernorm', 'post_attention_layernorm', 'norm'] },
      new Map([...context.trained].map(([name, tensor]) => [writtenName(name), tensor])),
    ),
  readFile: (_spec, tensors) => new Map([...tensors].map(([name, tensor]) => [readName(name), tensor])),
};

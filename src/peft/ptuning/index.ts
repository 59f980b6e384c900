/**
 * @file P-tuning v2 (Liu et al. 2022, arXiv 2110.07602): "deep prompts", learned in every layer. Its computation is that of
 * prefix tuning without an MLP, and PEFT runs both as PREFIX_TUNING; the authors' code starts from N(0, 1), and so does
 * this, where `prefix` starts from real keys and values.
 */
import { createRandom } from '../../world/random.ts';
import { virtualTokensProblems } from '../bounds.ts';
import type { Method } from '../method.ts';
import { normal } from '../numbers.ts';
import { deepHooks, prefixFiles, prefixShape } from '../prefix/deep.ts';
import type { PTuningSpec } from '../spec.ts';

export const ptuning: Method<PTuningSpec> = {
  name: 'ptuning',
  problems: ({ virtualTokens }, config) => virtualTokensProblems(virtualTokens, config),
  trainsBase: () => false,
  addedShapes: ({ virtualTokens }, config) => [prefixShape(virtualTokens, config)],
  initialise({ virtualTokens }, config, seed) {
    const [name, shape] = prefixShape(virtualTokens, config);
    return new Map([[name, normal(shape, createRandom('ptuning', seed))]]);
  },
  hooks: ({ virtualTokens }) => deepHooks(virtualTokens),
  merge: () => null,
  exportFiles: ({ virtualTokens }, context) => prefixFiles(virtualTokens, context, null, context.trained),
};

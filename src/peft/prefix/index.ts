/**
 * @file Prefix tuning (Li & Liang 2021, arXiv 2101.00190): learned keys and values in front of every layer's. Trained as
 * they are, they begin as the keys and values of real tokens (section 7.4: better than random where data is little);
 * with a projection an MLP makes them (`projection.ts`). Real tokens count their positions from n on, as in PEFT, where
 * the prefix is a cache of n entries.
 */
import { keyValues } from '../../model/key-values.ts';
import { virtualTokensProblems, wholeUpTo } from '../bounds.ts';
import type { Method } from '../method.ts';
import { drawnTokens } from '../prompt/index.ts';
import type { PrefixSpec } from '../spec.ts';
import { deepHooks, prefixFiles, prefixShape } from './deep.ts';
import { fold, type Projection, projected, projectionShapes, projectionStart } from './projection.ts';

const LARGEST_PROJECTION = 1024;

function projectionOf({ virtualTokens, projection }: PrefixSpec): Projection | null {
  return projection === null ? null : { virtualTokens, hidden: projection };
}

export const prefix: Method<PrefixSpec> = {
  name: 'prefix',
  problems: ({ virtualTokens, projection }, config) => [
    ...virtualTokensProblems(virtualTokens, config),
    ...(projection === null ? [] : wholeUpTo('projection', projection, LARGEST_PROJECTION)),
  ],
  trainsBase: () => false,

  addedShapes(spec, config) {
    const projection = projectionOf(spec);
    return projection ? projectionShapes(projection, config) : [prefixShape(spec.virtualTokens, config)];
  },

  initialise(spec, config, seed, base) {
    const projection = projectionOf(spec);
    if (projection) return projectionStart(projection, config, seed);
    const [name, shape] = prefixShape(spec.virtualTokens, config);
    const data = keyValues(config, base, drawnTokens(spec.virtualTokens, config, seed));
    return new Map([[name, { shape, data }]]);
  },

  hooks(spec) {
    const { virtualTokens } = spec;
    const projection = projectionOf(spec);
    if (!projection) return deepHooks(virtualTokens);
    return { virtualTokens, prefix: (graph, config) => projected(graph, projection, config) };
  },

  /** Keys and values that stand beside those of the tokens cannot be folded into weights. */
  merge: () => null,

  exportFiles(spec, context) {
    const projection = projectionOf(spec);
    const tensors = projection ? fold(projection, context.config, context.trained) : context.trained;
    return prefixFiles(spec.virtualTokens, context, spec.projection, tensors);
  },

  /** The MLP is not written: what is read back is a prefix without one. */
  exportedSpec: (spec) => ({ ...spec, projection: null }),
};

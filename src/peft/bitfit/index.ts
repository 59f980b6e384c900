/**
 * @file BitFit (Ben Zaken et al. 2021, arXiv 2106.10199): biases alone. Llama has none, so taken literally there is
 * nothing to train; this variant gives every linear map of every block a bias that begins at zero and trains those.
 * Step 0 is the base exactly. Names and config are those of a Llama with `attention_bias` and `mlp_bias`, which
 * Transformers can load; the base itself has no place for a bias, so nothing can be merged.
 */
import { bias, linear } from '../../engine/vocabulary.ts';
import { linearNames, parameterShapes } from '../../model/llama.ts';
import { changedFiles } from '../files.ts';
import type { Method } from '../method.ts';
import { filled } from '../numbers.ts';
import type { BitFitSpec } from '../spec.ts';

export const bitfit: Method<BitFitSpec> = {
  name: 'bitfit',
  problems: () => [],
  trainsBase: () => false,

  addedShapes(_spec, config) {
    const outputs = new Map(parameterShapes(config).map(([name, [rows]]) => [name, rows as number]));
    return Array.from({ length: config.layers }, (_, layer) => Object.values(linearNames(layer)))
      .flat()
      .map((module): [string, number[]] => [`${module}.bias`, [outputs.get(`${module}.weight`) as number]]);
  },

  initialise: (spec, config) =>
    new Map(bitfit.addedShapes(spec, config).map(([name, shape]) => [name, filled(shape, 0)])),

  hooks: () => ({
    linear({ graph, module, x, weight, residual }) {
      const values = graph.parameter(`${module}.bias`, [weight.shape[0] as number]);
      return bias(graph, linear(graph, x, weight, residual), values);
    },
  }),

  merge: () => null,
  exportFiles: (_spec, context) =>
    changedFiles('bitfit, biases added to a base without any', context, {
      attention_bias: true,
      mlp_bias: true,
    }),
};

/**
 * @file (IA)^3 (Liu et al. 2022, arXiv 2205.05638, section 3.3): learned factors of keys, values and the activations inside
 * the MLP, all ones at first, so that step 0 is the base exactly. Laid out as in PEFT: keys and values are scaled
 * where they leave their maps, [out, 1]; the MLP's activations where they enter the last one, [1, in].
 */
import { linear, scaleColumns } from '../../engine/vocabulary.ts';
import type { ModelConfig } from '../../model/config.ts';
import { linearNames } from '../../model/llama.ts';
import { adapterFiles } from '../files.ts';
import type { Method } from '../method.ts';
import { filled } from '../numbers.ts';
import type { Ia3Spec } from '../spec.ts';

const factorName = (module: string): string => `base_model.model.${module}.ia3_l`;

interface ScaledModule {
  module: string;
  shape: [number, number];
}

/** The scaled maps in order of the forward pass. */
function scaledModules({ layers, heads, headDim, ffnDim }: ModelConfig): ScaledModule[] {
  return Array.from({ length: layers }, (_, layer) => linearNames(layer)).flatMap(({ k, v, down }) => [
    { module: k, shape: [heads * headDim, 1] },
    { module: v, shape: [heads * headDim, 1] },
    { module: down, shape: [1, ffnDim] },
  ]);
}

export const ia3: Method<Ia3Spec> = {
  name: 'ia3',
  problems: () => [],
  trainsBase: () => false,

  addedShapes: (_spec, config) =>
    scaledModules(config).map(({ module, shape }): [string, number[]] => [factorName(module), shape]),

  initialise: (spec, config) =>
    new Map(ia3.addedShapes(spec, config).map(([name, shape]) => [name, filled(shape, 1)])),

  hooks: () => ({
    linear({ graph, module, x, weight, residual }) {
      const [outputs, inputs] = weight.shape as [number, number];
      if (module.endsWith('.down_proj')) {
        const factors = graph.parameter(factorName(module), [1, inputs]);
        return linear(graph, scaleColumns(graph, x, factors), weight, residual);
      }
      const y = linear(graph, x, weight, residual);
      const isScaled = module.endsWith('.k_proj') || module.endsWith('.v_proj');
      return isScaled ? scaleColumns(graph, y, graph.parameter(factorName(module), [outputs, 1])) : y;
    },
  }),

  /** A factor of an output is one of a row of the weight, a factor of an input one of a column. */
  merge(_spec, config, base, trained) {
    const merged = new Map(base);
    for (const { module, shape } of scaledModules(config)) {
      const weight = base.get(`${module}.weight`);
      const factors = trained.get(factorName(module))?.data;
      if (!weight || !factors) throw new Error(`${module} cannot be merged: a weight is missing`);
      const inputs = weight.shape[1] as number;
      const byRow = shape[1] === 1;
      const data = weight.data.map((value, i) => {
        const factor = factors[byRow ? Math.floor(i / inputs) : i % inputs] as number;
        return value * factor;
      });
      merged.set(`${module}.weight`, { shape: weight.shape, data });
    }
    return merged;
  },

  exportFiles: (_spec, context) =>
    adapterFiles(
      'IA3',
      context,
      { target_modules: ['k_proj', 'v_proj', 'down_proj'], feedforward_modules: ['down_proj'] },
      context.trained,
    ),
};

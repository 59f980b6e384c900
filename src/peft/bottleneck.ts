/**
 * @file Bottleneck adapters, the part that Houlsby's and Pfeiffer's share: behind a sublayer with output z,
 *   z + up(f(down(z) + b)) + c
 * enters the residual stream in place of z. `up` and both biases begin at zero, so that step 0 is the base up to
 * rounding (Houlsby et al. 2019, section 2.1, ask for a near-identity). PEFT has no such adapters: their files say what
 * they compute, and names are those of `costs/methods/adapters.ts`.
 */
import { type Activation, bias, linear, type Tensor } from '../engine/vocabulary.ts';
import type { ModelConfig } from '../model/config.ts';
import { type LinearCall, linearNames } from '../model/llama.ts';
import { createRandom } from '../world/random.ts';
import { wholeUpTo } from './bounds.ts';
import { moduleFiles } from './files.ts';
import type { Method } from './method.ts';
import { filled, uniform } from './numbers.ts';
import type { HoulsbySpec, PfeifferSpec } from './spec.ts';

/** Behind which sublayer an adapter stands. */
type Site = 'attention_adapter' | 'output_adapter';

const namesAt = (layer: number | string, site: Site) => {
  const key = `layers.${layer}.${site}`;
  return {
    down: `${key}.down.weight`,
    downBias: `${key}.down.bias`,
    up: `${key}.up.weight`,
    upBias: `${key}.up.bias`,
  };
};

/** The site of a linear map that ends a sublayer; null for the others. */
function siteOf(module: string): { layer: string; site: Site } | null {
  const layer = /^model\.layers\.(\d+)\./.exec(module)?.[1];
  if (layer === undefined) return null;
  const { o, down } = linearNames(Number(layer));
  if (module === o) return { layer, site: 'attention_adapter' };
  return module === down ? { layer, site: 'output_adapter' } : null;
}

function throughAdapter(
  { graph, x, weight, residual }: LinearCall,
  names: ReturnType<typeof namesAt>,
  bottleneck: number,
  activation: Activation,
): Tensor {
  const [width] = weight.shape as [number, number];
  const z = linear(graph, x, weight);
  const narrow = linear(graph, z, graph.parameter(names.down, [bottleneck, width]));
  const activated = bias(graph, narrow, graph.parameter(names.downBias, [bottleneck]), { activation });
  const withResidual = bias(graph, z, graph.parameter(names.upBias, [width]), { residual });
  return linear(graph, activated, graph.parameter(names.up, [width, bottleneck]), withResidual);
}

/** The map of a block whose output z is, by site. */
const BEHIND: Readonly<Record<Site, string>> = {
  attention_adapter: 'self_attn.o_proj',
  output_adapter: 'mlp.down_proj',
};

/** By Transformers' names; our GELU is the one with tanh, as in the code of BERT's authors. */
const ACTIVATIONS = { gelu: 'gelu_pytorch_tanh', relu: 'relu' } as const;

/** A method with adapters at some sites. */
export function bottleneckMethod<Spec extends HoulsbySpec | PfeifferSpec>(
  name: Spec['name'],
  sites: readonly Site[],
  activation: keyof typeof ACTIVATIONS,
): Method<Spec> {
  const method: Method<Spec> = {
    name,
    problems: ({ bottleneck }, { dModel }) => wholeUpTo('bottleneck', bottleneck, dModel),
    trainsBase: () => false,

    addedShapes: ({ bottleneck }, { layers, dModel }: ModelConfig) =>
      Array.from({ length: layers }, (_, layer) => sites.map((site) => namesAt(layer, site)))
        .flat()
        .flatMap(({ down, downBias, up, upBias }): [string, number[]][] => [
          [down, [bottleneck, dModel]],
          [downBias, [bottleneck]],
          [up, [dModel, bottleneck]],
          [upBias, [dModel]],
        ]),

    initialise(spec, config, seed) {
      const random = createRandom(name, seed);
      return new Map(
        method
          .addedShapes(spec, config)
          .map(([tensor, shape]) => [
            tensor,
            tensor.endsWith('.down.weight') ? uniform(shape, config.dModel, random) : filled(shape, 0),
          ]),
      );
    },

    hooks: ({ bottleneck }) => ({
      linear(call) {
        const { graph, module, x, weight, residual } = call;
        const place = siteOf(module);
        if (!place || !sites.includes(place.site)) return linear(graph, x, weight, residual);
        return throughAdapter(call, namesAt(place.layer, place.site), bottleneck, activation);
      },
    }),

    /** The non-linearity stands between the two maps. */
    merge: () => null,

    exportFiles: ({ bottleneck }, context) =>
      moduleFiles(name, context, {
        bottleneck,
        non_linearity: ACTIVATIONS[activation],
        behind: Object.fromEntries(sites.map((site) => [site, BEHIND[site]])),
        computes: 'z + up(f(down(z))) in place of the output z of a map; no library loads it',
      }),
  };
  return method;
}

/** @file Random starting weights: N(0, 0.02), maps into the residual stream divided by sqrt(2 layers) (GPT-2, section 2.3). */
import type { NamedTensors } from '../engine/vocabulary.ts';
import { sizeOf } from '../engine/vocabulary.ts';
import { createRandom } from '../world/random.ts';
import type { ModelConfig } from './config.ts';
import { parameterShapes } from './llama.ts';

const STANDARD_DEVIATION = 0.02;

/** Weights of a model that has learned nothing, the same for the same seed. */
export function initialWeights(config: ModelConfig, seed: number): NamedTensors {
  const random = createRandom(seed);
  return new Map(
    parameterShapes(config).map(([name, shape]) => {
      const data = new Float32Array(sizeOf(shape));
      if (shape.length === 1) data.fill(1);
      else {
        const intoStream = name.endsWith('o_proj.weight') || name.endsWith('down_proj.weight');
        const deviation = STANDARD_DEVIATION / (intoStream ? Math.sqrt(2 * config.layers) : 1);
        for (let i = 0; i < data.length; i++) data[i] = deviation * random.normal();
      }
      return [name, { shape, data }] as const;
    }),
  );
}

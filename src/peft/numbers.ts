/** @file Starting values, the same for the same random stream. */
import { sizeOf } from '../engine/vocabulary.ts';
import type { createRandom } from '../world/random.ts';

type Random = ReturnType<typeof createRandom>;

export interface StartTensor {
  shape: readonly number[];
  data: Float32Array;
}

export function filled(shape: readonly number[], value: number): StartTensor {
  return { shape, data: new Float32Array(sizeOf(shape)).fill(value) };
}

/** N(0, 1), as torch.nn.Embedding begins. */
export function normal(shape: readonly number[], random: Random): StartTensor {
  return { shape, data: Float32Array.from({ length: sizeOf(shape) }, () => random.normal()) };
}

/** U(-1 / sqrt(inputs), 1 / sqrt(inputs)), as weights and biases of torch.nn.Linear begin. */
export function uniform(shape: readonly number[], inputs: number, random: Random): StartTensor {
  const bound = 1 / Math.sqrt(inputs);
  return {
    shape,
    data: Float32Array.from({ length: sizeOf(shape) }, () => (2 * random.next() - 1) * bound),
  };
}

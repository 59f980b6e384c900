/**
 * @file Numbers and batches small enough for tests, with extents that match no tile size: no multiples of four, an odd number
 * of rows, masked positions.
 */
import { createRandom } from '../../world/random.ts';
import type { NamedTensors, StepSettings, TokenBatch } from '../engine.ts';
import { sizeOf } from '../graph.ts';

/** Tokens of the tiny model. */
export const VOCABULARY_SIZE = 19;
export const BATCH_SIZE = 3;
export const SEQUENCE_LENGTH = 5;

/** Numbers from N(0, deviation) around `mean`, the same for the same seed. */
export function randomArray(length: number, seed: string, deviation = 1, mean = 0): Float32Array {
  const random = createRandom('tests', seed);
  return Float32Array.from({ length }, () => mean + deviation * random.normal());
}

export function randomTensors(
  shapes: readonly (readonly [string, readonly number[]])[],
  seed: string,
): NamedTensors {
  return new Map(
    shapes.map(([name, shape]) => {
      const isNorm = shape.length === 1;
      const data = randomArray(sizeOf(shape), `${seed} ${name}`, isNorm ? 0.2 : 0.4, isNorm ? 1 : 0);
      return [name, { shape, data }];
    }),
  );
}

/**
 * Random tokens; every fifth place has no weight, and the first sequence ends early. Sequences begin with different
 * tokens, so that a batch can be learned by heart.
 */
export function randomBatch(
  seed: string,
  size = {
    batchSize: BATCH_SIZE,
    sequenceLength: SEQUENCE_LENGTH,
    vocabularySize: VOCABULARY_SIZE,
  },
): TokenBatch {
  const random = createRandom('batch', seed);
  const rows = size.batchSize * size.sequenceLength;
  const token = () => random.integer(size.vocabularySize);
  return {
    tokens: Int32Array.from({ length: rows }, (_, i) =>
      i % size.sequenceLength === 0 ? i / size.sequenceLength : token(),
    ),
    targets: Int32Array.from({ length: rows }, token),
    weights: Float32Array.from({ length: rows }, (_, i) =>
      i % 5 === 2 || i === size.sequenceLength - 1 ? 0 : 1,
    ),
  };
}

export function settings(step: number, changes: Partial<StepSettings> = {}): StepSettings {
  return {
    step,
    seed: 0,
    learningRate: 0.01,
    momentum: 0.9,
    beta1: 0.9,
    beta2: 0.99,
    epsilon: 1e-8,
    weightDecay: 0.1,
    clipNorm: 1,
    ...changes,
  };
}

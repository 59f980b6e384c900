/** @file What all sides train: the reference model from the same weights, on the same batch, at the same rate. */
import { sizeOf } from '../../src/engine/graph.ts';
import { randomArray } from '../../src/engine/testing/random.ts';
import type { Subject } from '../../src/engine/testing/subject.ts';
import { initialWeights } from '../../src/model/initialise.ts';
import { llama } from '../../src/model/llama.ts';
import { referenceBatch, referenceConfig, referenceSize } from '../../src/model/testing/reference.ts';
import { methodOf } from '../../src/peft/index.ts';
import { loraSpec } from '../../src/peft/testing/tiny.ts';
import type { MethodName } from './table.ts';

export type { MethodName } from './table.ts';

export const config = referenceConfig;
export const size = referenceSize;
export const batch = referenceBatch('bench');
export const lora = loraSpec({ r: 8, loraAlpha: 16, targets: ['q', 'v'] });
export const LEARNING_RATE = 1e-3;

export function subjectOf(name: MethodName): Subject {
  const base = initialWeights(config, 1);
  if (name === 'full') return { model: llama(config), frozen: null, trainable: base };
  const method = methodOf(lora);
  // Random numbers in B too, so that no side can profit from zeros.
  const shapes = method.addedShapes(lora, config);
  const trainable = new Map(
    shapes.map(([key, shape]) => [key, { shape, data: randomArray(sizeOf(shape), key, 0.02) }]),
  );
  return { model: llama(config, method.hooks(lora)), frozen: base, trainable };
}

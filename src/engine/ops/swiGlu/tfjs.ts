/** @file SwiGLU with tfjs. */
import { mul, sigmoid } from '@tensorflow/tfjs';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerSwiGlu: Lowering = (_, inputs) => {
  const gate = at(inputs, 0);
  return [mul(mul(gate, sigmoid(gate)), at(inputs, 1))];
};

/** @file RMS norm with tfjs. */
import { add, mean, mul, rsqrt, square } from '@tensorflow/tfjs';
import { at, attribute } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerRmsNorm: Lowering = (node, inputs) => {
  const x = at(inputs, 0);
  const inverse = rsqrt(add(mean(square(x), 1, true), attribute<number>(node, 'epsilon')));
  return [mul(mul(x, inverse), at(inputs, 1))];
};

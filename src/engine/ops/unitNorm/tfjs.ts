/** @file Division by the norm with tfjs. */
import { div, maximum, norm } from '@tensorflow/tfjs';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import { SMALLEST_NORM } from './index.ts';

export const lowerUnitNorm: Lowering = (_, inputs) => {
  const x = at(inputs, 0);
  return [div(x, maximum(norm(x), SMALLEST_NORM))];
};

/** @file Scaled columns with tfjs. */
import { mul, reshape } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerScaleColumns: Lowering = (node, inputs) => {
  const [, width] = matrixShape('scaleColumns', at(node.inputs, 0));
  return [mul(at(inputs, 0), reshape(at(inputs, 1), [1, width]))];
};

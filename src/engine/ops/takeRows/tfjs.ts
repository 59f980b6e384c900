/** @file Row removal with tfjs. */
import { reshape, slice } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerTakeRows: Lowering = (node, inputs) => {
  const [rows, width] = matrixShape('takeRows', at(node.outputs, 0));
  const batchSize = attribute<number>(node, 'batchSize');
  const skip = attribute<number>(node, 'skip');
  const length = rows / batchSize;
  const sequences = reshape(at(inputs, 0), [batchSize, skip + length, width]);
  return [reshape(slice(sequences, [0, skip, 0], [batchSize, length, width]), [rows, width])];
};

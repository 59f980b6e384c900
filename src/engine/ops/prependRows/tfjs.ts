/** @file Prepended rows with tfjs. */
import { concat, reshape, slice, tile } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerPrependRows: Lowering = (node, inputs) => {
  const [added] = matrixShape('prependRows', at(node.inputs, 0));
  const [rows, width] = matrixShape('prependRows', at(node.inputs, 1));
  const batchSize = attribute<number>(node, 'batchSize');
  const columns = slice(at(inputs, 0), [0, attribute<number>(node, 'firstColumn')], [added, width]);
  const front = tile(reshape(columns, [1, added, width]), [batchSize, 1, 1]);
  const sequences = reshape(at(inputs, 1), [batchSize, rows / batchSize, width]);
  return [reshape(concat([front, sequences], 1), [rows + batchSize * added, width])];
};

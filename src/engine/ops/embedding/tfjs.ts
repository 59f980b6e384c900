/**
 * @file Embedding with tfjs, as a one-hot product: the gradient of `tf.gather` adds atomically on GPUs (not the same
 * bits twice) and is missing on WASM.
 */
import { matMul, minimum, scalar } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import { oneHotRows } from '../../tfjs/oneHot.ts';

export const lowerEmbedding: Lowering = (node, inputs) => {
  const [vocabulary] = matrixShape('embedding', at(node.inputs, 0));
  const ids = minimum(at(inputs, 1), scalar(vocabulary - 1, 'int32'));
  return [matMul(oneHotRows(ids, vocabulary), at(inputs, 0))];
};

/**
 * @file Embedding with tfjs, as a one-hot product: the gradient of `tf.gather` adds atomically on GPUs (not the same
 * bits twice) and is missing on WASM.
 */
import { matMul, minimum, oneHot, scalar } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerEmbedding: Lowering = (node, inputs) => {
  const [vocabulary] = matrixShape('embedding', at(node.inputs, 0));
  const ids = minimum(at(inputs, 1), scalar(vocabulary - 1, 'int32'));
  return [matMul(oneHot(ids, vocabulary, 1, 0, 'float32'), at(inputs, 0))];
};

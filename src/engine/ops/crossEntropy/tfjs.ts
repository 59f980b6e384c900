/** @file Masked cross-entropy by rows with tfjs. */
import { argMax, cast, equal, logSumExp, mul, notEqual, scalar, sub, sum } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import { oneHotRows } from '../../tfjs/oneHot.ts';

export const lowerCrossEntropy: Lowering = (node, inputs) => {
  const [logits, targets, weights] = [at(inputs, 0), at(inputs, 1), at(inputs, 2)];
  const [, vocabulary] = matrixShape('crossEntropy', at(node.inputs, 0));
  const counts = cast(notEqual(weights, scalar(0)), 'float32');
  const goal = sum(mul(logits, oneHotRows(targets, vocabulary)), 1);
  const loss = mul(sub(logSumExp(logits, 1), goal), counts);
  const correct = mul(cast(equal(argMax(logits, 1), targets), 'float32'), counts);
  return [loss, correct];
};

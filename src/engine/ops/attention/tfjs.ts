/** @file Causal attention with tfjs: with the whole matrix of scores, so that the tape can differentiate it. */
import { add, matMul, mul, reshape, softmax, type Tensor, tensor2d, transpose } from '@tensorflow/tfjs';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import type { AttentionShape } from './index.ts';

/** Far below any score, yet finite in half precision too. */
const HIDDEN = -60000;

function causalMask(sequenceLength: number, prefixLength: number): Tensor {
  const keys = prefixLength + sequenceLength;
  const mask = new Float32Array(sequenceLength * keys);
  for (let row = 0; row < sequenceLength; row++) {
    mask.fill(HIDDEN, row * keys + prefixLength + row + 1, (row + 1) * keys);
  }
  return tensor2d(mask, [sequenceLength, keys]);
}

export const lowerAttention: Lowering = (node, inputs, context) => {
  const {
    batchSize,
    sequenceLength,
    heads,
    headDim,
    prefixLength = 0,
  } = node.attributes as unknown as AttentionShape;
  const mask = context.constant(`causal mask ${prefixLength} ${sequenceLength}`, () =>
    causalMask(sequenceLength, prefixLength),
  );
  const byHead = (x: Tensor): Tensor => transpose(reshape(x, [batchSize, -1, heads, headDim]), [0, 2, 1, 3]);
  const [query, key, value] = [byHead(at(inputs, 0)), byHead(at(inputs, 1)), byHead(at(inputs, 2))];
  const scores = add(mul(matMul(query, key, false, true), 1 / Math.sqrt(headDim)), mask);
  const mixed = transpose(matMul(softmax(scores), value), [0, 2, 1, 3]);
  return [reshape(mixed, [batchSize * sequenceLength, heads * headDim])];
};

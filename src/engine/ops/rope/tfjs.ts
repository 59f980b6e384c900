/** @file Rotary embedding with tfjs. */
import { add, concat, gather, mul, reshape, slice, sub, type Tensor } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerRope: Lowering = (node, inputs) => {
  const [rows, width] = matrixShape('rope', at(node.inputs, 0));
  const headDim = attribute<number>(node, 'headDim');
  const direction = attribute<number>(node, 'direction');
  const half = headDim / 2;
  const heads = width / headDim;
  // Angles need no gradient, so the lookup that WASM cannot differentiate is fine here.
  const angles = reshape(gather(at(inputs, 2), at(inputs, 3)), [rows, 1, headDim]);
  const cosine = slice(angles, [0, 0, 0], [rows, 1, half]);
  const sine = mul(slice(angles, [0, 0, half], [rows, 1, half]), direction);
  const turn = (x: Tensor): Tensor => {
    const byHead = reshape(x, [rows, heads, headDim]);
    const first = slice(byHead, [0, 0, 0], [rows, heads, half]);
    const second = slice(byHead, [0, 0, half], [rows, heads, half]);
    const turned = [sub(mul(first, cosine), mul(second, sine)), add(mul(second, cosine), mul(first, sine))];
    return reshape(concat(turned, 2), [rows, width]);
  };
  return [turn(at(inputs, 0)), turn(at(inputs, 1))];
};

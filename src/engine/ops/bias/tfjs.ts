/** @file Bias and activation with tfjs. */
import { add, mul, relu, reshape, type Tensor, tanh } from '@tensorflow/tfjs';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import { type Activation, GELU_CUBE, GELU_SCALE } from './index.ts';

const VALUES: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  none: (x) => x,
  tanh,
  // Products in place of a power: tfjs differentiates x^3 with a logarithm.
  gelu: (x) => {
    const inner = mul(add(x, mul(mul(mul(x, x), x), GELU_CUBE)), GELU_SCALE);
    return mul(mul(x, 0.5), add(tanh(inner), 1));
  },
  relu,
};

export const lowerBias: Lowering = (node, inputs) => {
  const [, width] = matrixShape('bias', at(node.inputs, 0));
  const inside = add(at(inputs, 0), reshape(at(inputs, 1), [1, width]));
  const y = VALUES[attribute<Activation>(node, 'activation')](inside);
  return [inputs[2] ? add(y, inputs[2]) : y];
};

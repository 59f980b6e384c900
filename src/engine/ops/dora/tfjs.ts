/** @file DoRA with tfjs. A gradient of zeros excludes the lengths from its tape. */
import { add, customGrad, div, matMul, mul, norm, type Tensor, zerosLike } from '@tensorflow/tfjs';
import { at, attribute } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';

export const lowerDoraNorm: Lowering = (node, inputs) => {
  const scale = attribute<number>(node, 'scale');
  const detached = customGrad((...parameters) => {
    const [weight, a, b] = parameters as [Tensor, Tensor, Tensor];
    return {
      value: norm(add(weight, mul(matMul(b, a), scale)), 'euclidean', 1),
      gradFunc: () => [weight, a, b].map((tensor) => zerosLike(tensor)),
    };
  });
  return [detached(at(inputs, 0), at(inputs, 1), at(inputs, 2))];
};

export const lowerDoraScale: Lowering = (_, inputs) => {
  const scaled = mul(at(inputs, 0), div(at(inputs, 1), at(inputs, 2)));
  return [inputs.length > 3 ? add(at(inputs, 3), scaled) : scaled];
};

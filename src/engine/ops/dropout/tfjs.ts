/** @file Dropout with tfjs: the mask is hashed on the CPU, so that it is bit by bit that of the GPU kernel. */
import { mul, tensor } from '@tensorflow/tfjs';
import { sizeOf } from '../../graph.ts';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import { isRetained } from './index.ts';

export const lowerDropout: Lowering = (node, inputs, { draw }) => {
  const { rate, salt } = node.attributes as { rate: number; salt: number };
  const { shape } = at(node.outputs, 0);
  const scale = 1 / (1 - rate);
  const mask = Float32Array.from({ length: sizeOf(shape) }, (_, i) =>
    isRetained(i, draw, salt, rate) ? scale : 0,
  );
  return [mul(at(inputs, 0), tensor(mask, [...shape]))];
};

/** @file Elementwise sum on the GPU. */
import { sizeOf } from '../../graph.ts';
import { at, itemwise, type KernelRule } from '../../op.ts';

export const addKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  const [a, b] = [at(node.inputs, 0), at(node.inputs, 1)];
  return itemwise(size, { reads: { a, b }, writes: { y: at(node.outputs, 0) } }, 'y[i] = a[i] + b[i];');
};

/** @file Scaled columns on the GPU, elementwise. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, itemwise, type KernelRule } from '../../op.ts';

export const scaleColumnsKernel: KernelRule = (node) => {
  const x = at(node.inputs, 0);
  const size = sizeOf(x.shape);
  const [, width] = matrixShape('scaleColumns', x);
  return itemwise(
    size,
    { reads: { x, factors: at(node.inputs, 1) }, writes: { y: at(node.outputs, 0) } },
    `y[i] = x[i] * factors[i % ${width}u];`,
  );
};

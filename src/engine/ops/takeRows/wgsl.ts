/** @file Row removal on the GPU: one invocation per number. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, attribute, itemwise, type KernelRule } from '../../op.ts';

export const takeRowsKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const size = sizeOf(output.shape);
  const [rows, width] = matrixShape('takeRows', output);
  const own = (rows / attribute<number>(node, 'batchSize')) * width;
  const skipped = attribute<number>(node, 'skip') * width;
  return itemwise(
    size,
    { reads: { x: at(node.inputs, 0) }, writes: { y: output } },
    `y[i] = x[i + (i / ${own}u + 1u) * ${skipped}u];`,
  );
};

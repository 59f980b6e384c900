/** @file Prepended rows on the GPU: one invocation per number; the gradient sums over the batch in a fixed order. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, attribute, itemwise, type KernelRule } from '../../op.ts';

export const prependRowsKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const size = sizeOf(output.shape);
  const [added, wide] = matrixShape('prependRows', at(node.inputs, 0));
  const [rows, width] = matrixShape('prependRows', at(node.inputs, 1));
  const batchSize = attribute<number>(node, 'batchSize');
  const length = rows / batchSize;
  return itemwise(
    size,
    { reads: { source: at(node.inputs, 0), x: at(node.inputs, 1) }, writes: { y: output } },
    `let sequence = i / ${(added + length) * width}u;
  let row = (i / ${width}u) % ${added + length}u;
  let column = i % ${width}u;
  if (row < ${added}u) {
    y[i] = source[row * ${wide}u + ${attribute<number>(node, 'firstColumn')}u + column];
  } else {
    y[i] = x[(sequence * ${length}u + row - ${added}u) * ${width}u + column];
  }`,
  );
};

export const prependRowsGradKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const partial = node.inputs[1];
  const size = sizeOf(output.shape);
  const [, wide] = matrixShape('prependRowsGrad', output);
  const [rows, width] = matrixShape('prependRowsGrad', at(node.inputs, 0));
  const batchSize = attribute<number>(node, 'batchSize');
  const first = attribute<number>(node, 'firstColumn');
  return itemwise(
    size,
    { reads: { dy: at(node.inputs, 0), partialSum: partial }, writes: { dsource: output } },
    `let row = i / ${wide}u;
  let column = i % ${wide}u;
  var sum = ${partial ? 'partialSum[i]' : '0.0'};
  if (column >= ${first}u && column < ${first + width}u) {
    for (var sequence = 0u; sequence < ${batchSize}u; sequence++) {
      sum += dy[(sequence * ${rows / batchSize}u + row) * ${width}u + column - ${first}u];
    }
  }
  dsource[i] = sum;`,
  );
};

/** @file Rows in front on the GPU: one invocation per number; the gradient sums over the batch in a fixed order. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, attribute, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const prependRowsKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const size = sizeOf(output.shape);
  const [added, wide] = matrixShape('prependRows', at(node.inputs, 0));
  const [rows, width] = matrixShape('prependRows', at(node.inputs, 1));
  const batchSize = attribute<number>(node, 'batchSize');
  const length = rows / batchSize;
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'source', type: 'f32', access: 'read' },
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  let sequence = i / ${(added + length) * width}u;
  let row = (i / ${width}u) % ${added + length}u;
  let column = i % ${width}u;
  if (row < ${added}u) {
    y[i] = source[row * ${wide}u + ${attribute<number>(node, 'firstColumn')}u + column];
  } else {
    y[i] = x[(sequence * ${length}u + row - ${added}u) * ${width}u + column];
  }
}`,
    bindings: [
      { tensor: at(node.inputs, 0), access: 'read' },
      { tensor: at(node.inputs, 1), access: 'read' },
      { tensor: output, access: 'read_write' },
    ],
    workgroups,
  };
};

export const prependRowsGradKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const partial = node.inputs[1];
  const size = sizeOf(output.shape);
  const [, wide] = matrixShape('prependRowsGrad', output);
  const [rows, width] = matrixShape('prependRowsGrad', at(node.inputs, 0));
  const batchSize = attribute<number>(node, 'batchSize');
  const first = attribute<number>(node, 'firstColumn');
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'dy', type: 'f32', access: 'read' },
      ...(partial ? [{ name: 'partialSum', type: 'f32', access: 'read' as const }] : []),
      { name: 'dsource', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  let row = i / ${wide}u;
  let column = i % ${wide}u;
  var sum = ${partial ? 'partialSum[i]' : '0.0'};
  if (column >= ${first}u && column < ${first + width}u) {
    for (var sequence = 0u; sequence < ${batchSize}u; sequence++) {
      sum += dy[(sequence * ${rows / batchSize}u + row) * ${width}u + column - ${first}u];
    }
  }
  dsource[i] = sum;
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: output, access: 'read_write' },
    ],
    workgroups,
  };
};

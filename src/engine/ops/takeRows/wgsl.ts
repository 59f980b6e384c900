/** @file Rows left out on the GPU: one invocation per number. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, attribute, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const takeRowsKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const size = sizeOf(output.shape);
  const [rows, width] = matrixShape('takeRows', output);
  const own = (rows / attribute<number>(node, 'batchSize')) * width;
  const skipped = attribute<number>(node, 'skip') * width;
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  y[i] = x[i + (i / ${own}u + 1u) * ${skipped}u];
}`,
    bindings: [
      { tensor: at(node.inputs, 0), access: 'read' },
      { tensor: output, access: 'read_write' },
    ],
    workgroups,
  };
};

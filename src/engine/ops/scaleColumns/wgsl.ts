/** @file Scaled columns on the GPU, elementwise. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const scaleColumnsKernel: KernelRule = (node) => {
  const x = at(node.inputs, 0);
  const size = sizeOf(x.shape);
  const [, width] = matrixShape('scaleColumns', x);
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'factors', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  y[i] = x[i] * factors[i % ${width}u];
}`,
    bindings: [
      { tensor: x, access: 'read' },
      { tensor: at(node.inputs, 1), access: 'read' },
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups,
  };
};

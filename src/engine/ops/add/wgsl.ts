/** @file Elementwise sum on the GPU. */
import { sizeOf } from '../../graph.ts';
import { at, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const addKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  const { workgroups, index } = linearGrid(size);
  const [a, b] = [at(node.inputs, 0), at(node.inputs, 1)];
  return {
    code: `${declareBindings([
      { name: 'a', type: 'f32', access: 'read' },
      { name: 'b', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  y[i] = a[i] + b[i];
}`,
    bindings: [
      { tensor: a, access: 'read' },
      { tensor: b, access: 'read' },
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups,
  };
};

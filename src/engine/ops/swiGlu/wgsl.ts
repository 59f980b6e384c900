/** @file SwiGLU on the GPU, elementwise; the backward pass makes both gradients in one dispatch. */
import { sizeOf } from '../../graph.ts';
import { at, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const swiGluKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'gate', type: 'f32', access: 'read' },
      { name: 'up', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  let g = gate[i];
  y[i] = g / (1.0 + exp(-g)) * up[i];
}`,
    bindings: [
      { tensor: at(node.inputs, 0), access: 'read' },
      { tensor: at(node.inputs, 1), access: 'read' },
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups,
  };
};

export const swiGluGradKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'gate', type: 'f32', access: 'read' },
      { name: 'up', type: 'f32', access: 'read' },
      { name: 'dy', type: 'f32', access: 'read' },
      { name: 'dgate', type: 'f32', access: 'read_write' },
      { name: 'dup', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  let g = gate[i];
  let sigmoid = 1.0 / (1.0 + exp(-g));
  dgate[i] = dy[i] * up[i] * sigmoid * (1.0 + g * (1.0 - sigmoid));
  dup[i] = dy[i] * g * sigmoid;
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      ...node.outputs.map((tensor) => ({ tensor, access: 'read_write' as const })),
    ],
    workgroups,
  };
};

/** @file Dropout on the GPU; the hash is that of `keeps` in index.ts. */
import { sizeOf } from '../../graph.ts';
import { at, attribute, declareBindings, type KernelRule, linearGrid, wgslFloat } from '../../op.ts';

export const dropoutKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  const rate = attribute<number>(node, 'rate');
  const salt = attribute<number>(node, 'salt');
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'step', type: 'i32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  let mixed = (i * 0x9e3779b1u) ^ ((u32(step[0]) + 1u) * 0x85ebca6bu) ^ (${Math.imul(salt + 1, 0xc2b2ae35) >>> 0}u);
  let state = mixed * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  let kept = ((word >> 22u) ^ word) >= ${Math.floor(rate * 4294967296)}u;
  y[i] = select(0.0, x[i] * ${wgslFloat(1 / (1 - rate))}, kept);
}`,
    bindings: [
      { tensor: at(node.inputs, 0), access: 'read' },
      { tensor: at(node.inputs, 1), access: 'read' },
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups,
  };
};

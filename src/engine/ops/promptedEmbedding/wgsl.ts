/** @file Lookup in two tables on the GPU. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const promptedEmbeddingKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const size = sizeOf(output.shape);
  const [vocabulary, width] = matrixShape('promptedEmbedding', at(node.inputs, 0));
  const [added] = matrixShape('promptedEmbedding', at(node.inputs, 1));
  const { workgroups, index } = linearGrid(size);
  return {
    code: `${declareBindings([
      { name: 'table', type: 'f32', access: 'read' },
      { name: 'prompt', type: 'f32', access: 'read' },
      { name: 'ids', type: 'i32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${size}u) { return; }
  let row = u32(ids[i / ${width}u]);
  let column = i % ${width}u;
  if (row < ${vocabulary}u) {
    y[i] = table[row * ${width}u + column];
  } else {
    y[i] = prompt[min(row - ${vocabulary}u, ${added - 1}u) * ${width}u + column];
  }
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: output, access: 'read_write' },
    ],
    workgroups,
  };
};

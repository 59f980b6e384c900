/**
 * @file Embedding on the GPU. The gradient loops over all ids for every row of the table instead of adding
 * atomically: floating-point atomics finish in any order, and then the same seed would not give the same run.
 */
import { matrixShape } from '../../graph.ts';
import { at, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const embeddingKernel: KernelRule = (node) => {
  const table = at(node.inputs, 0);
  const ids = at(node.inputs, 1);
  const output = at(node.outputs, 0);
  const [vocabulary, width] = matrixShape('embedding', table);
  const [rows] = matrixShape('embedding', output);
  const { workgroups, index } = linearGrid(rows * width);
  return {
    code: `${declareBindings([
      { name: 'table', type: 'f32', access: 'read' },
      { name: 'ids', type: 'i32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${rows * width}u) { return; }
  let row = min(u32(ids[i / ${width}u]), ${vocabulary - 1}u);
  y[i] = table[row * ${width}u + i % ${width}u];
}`,
    bindings: [
      { tensor: table, access: 'read' },
      { tensor: ids, access: 'read' },
      { tensor: output, access: 'read_write' },
    ],
    workgroups,
  };
};

export const embeddingGradKernel: KernelRule = (node) => {
  const ids = at(node.inputs, 0);
  const gradient = at(node.inputs, 1);
  const partial = node.inputs[2];
  const output = at(node.outputs, 0);
  const [vocabulary, width] = matrixShape('embeddingGrad', output);
  const [rows] = matrixShape('embeddingGrad', gradient);
  const lanes = width % 4 === 0 ? 4 : 1;
  const type = lanes === 4 ? 'vec4f' : 'f32';
  const columns = width / lanes;
  const { workgroups, index } = linearGrid(vocabulary * columns);
  return {
    code: `${declareBindings([
      { name: 'ids', type: 'i32', access: 'read' },
      { name: 'dy', type, access: 'read' },
      ...(partial ? [{ name: 'partialSum', type, access: 'read' as const }] : []),
      { name: 'dtable', type, access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${vocabulary * columns}u) { return; }
  let row = i32(i / ${columns}u);
  let column = i % ${columns}u;
  var sum = ${partial ? 'partialSum[i]' : `${type}()`};
  for (var n = 0u; n < ${rows}u; n++) {
    if (ids[n] == row) { sum += dy[n * ${columns}u + column]; }
  }
  dtable[i] = sum;
}`,
    bindings: [
      { tensor: ids, access: 'read' },
      { tensor: gradient, access: 'read' },
      ...(partial ? [{ tensor: partial, access: 'read' as const }] : []),
      { tensor: output, access: 'read_write' },
    ],
    workgroups,
  };
};

/**
 * @file Column sums on the GPU: one workgroup per column, whose invocations stride over the rows and are summed as a
 * tree (fixed order, so the same seed gives the same bits).
 */
import { matrixShape } from '../../graph.ts';
import { at, declareBindings, type KernelRule } from '../../op.ts';

const LANES = 64;

export const columnSumKernel: KernelRule = (node) => {
  const b = node.inputs[1];
  const [rows, width] = matrixShape('columnSum', at(node.inputs, 0));
  return {
    code: `${declareBindings([
      { name: 'a', type: 'f32', access: 'read' },
      ...(b ? [{ name: 'b', type: 'f32', access: 'read' as const }] : []),
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
var<workgroup> sums: array<f32, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let column = group.x;
  var sum = 0.0;
  for (var row = lane; row < ${rows}u; row += ${LANES}u) {
    let i = row * ${width}u + column;
    sum += a[i]${b ? ' * b[i]' : ''};
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { sums[lane] += sums[lane + half]; }
    workgroupBarrier();
  }
  if (lane == 0u) { y[column] = sums[0]; }
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups: [width, 1, 1],
  };
};

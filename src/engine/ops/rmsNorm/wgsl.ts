/**
 * @file RMS norm on the GPU: one invocation per row forward and for dx; for dweight one workgroup per column
 * block of four, whose invocations stride over the rows and are summed as a tree (fixed order, so the same
 * seed gives the same bits).
 */
import { matrixShape } from '../../graph.ts';
import { at, attribute, ceilDiv, declareBindings, type KernelRule, wgslFloat } from '../../op.ts';

const LANES = 64;

export const rmsNormKernel: KernelRule = (node) => {
  const x = at(node.inputs, 0);
  const [rows, width] = matrixShape('rmsNorm', x);
  return {
    code: `${declareBindings([
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'weight', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
      { name: 'inverse', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= ${rows}u) { return; }
  let begin = row * ${width}u;
  var squares = 0.0;
  for (var i = 0u; i < ${width}u; i++) { let v = x[begin + i]; squares += v * v; }
  let r = inverseSqrt(squares / ${wgslFloat(width)} + ${wgslFloat(attribute<number>(node, 'epsilon'))});
  inverse[row] = r;
  for (var i = 0u; i < ${width}u; i++) { y[begin + i] = x[begin + i] * r * weight[i]; }
}`,
    bindings: [
      { tensor: x, access: 'read' },
      { tensor: at(node.inputs, 1), access: 'read' },
      { tensor: at(node.outputs, 0), access: 'read_write' },
      { tensor: at(node.outputs, 1), access: 'read_write' },
    ],
    workgroups: [ceilDiv(rows, 32), 1, 1],
  };
};

export const rmsNormGradInputKernel: KernelRule = (node) => {
  const x = at(node.inputs, 1);
  const partial = node.inputs[4];
  const [rows, width] = matrixShape('rmsNormGradInput', x);
  return {
    code: `${declareBindings([
      { name: 'dy', type: 'f32', access: 'read' },
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'weight', type: 'f32', access: 'read' },
      { name: 'inverse', type: 'f32', access: 'read' },
      ...(partial ? [{ name: 'partialSum', type: 'f32', access: 'read' as const }] : []),
      { name: 'dx', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= ${rows}u) { return; }
  let begin = row * ${width}u;
  var projection = 0.0;
  for (var i = 0u; i < ${width}u; i++) { projection += dy[begin + i] * weight[i] * x[begin + i]; }
  let r = inverse[row];
  let parallel = projection * r * r * r / ${wgslFloat(width)};
  for (var i = 0u; i < ${width}u; i++) {
    dx[begin + i] = ${partial ? 'partialSum[begin + i] + ' : ''}dy[begin + i] * weight[i] * r - x[begin + i] * parallel;
  }
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups: [ceilDiv(rows, 32), 1, 1],
  };
};

export const rmsNormGradWeightKernel: KernelRule = (node) => {
  const [rows, width] = matrixShape('rmsNormGradWeight', at(node.inputs, 0));
  return {
    code: `${declareBindings([
      { name: 'dy', type: 'f32', access: 'read' },
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'inverse', type: 'f32', access: 'read' },
      { name: 'dweight', type: 'f32', access: 'read_write' },
    ])}
var<workgroup> sums: array<vec4f, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let column = group.x * 4u;
  let last = ${width - 1}u;
  let columns = min(vec4u(column, column + 1u, column + 2u, column + 3u), vec4u(last));
  var sum = vec4f();
  for (var row = lane; row < ${rows}u; row += ${LANES}u) {
    let at = vec4u(row * ${width}u) + columns;
    sum += inverse[row] * vec4f(dy[at.x] * x[at.x], dy[at.y] * x[at.y], dy[at.z] * x[at.z], dy[at.w] * x[at.w]);
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { sums[lane] += sums[lane + half]; }
    workgroupBarrier();
  }
  if (lane < 4u && column + lane < ${width}u) { dweight[column + lane] = sums[0][lane]; }
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups: [ceilDiv(width, 4), 1, 1],
  };
};

/** @file DoRA on the GPU: lengths of rows, scaling by column, and the gradient of the lengths. */
import { matrixShape, sizeOf } from '../../graph.ts';
import {
  at,
  attribute,
  ceilDiv,
  declareBindings,
  itemwise,
  type KernelRule,
  linearGrid,
  wgslFloat,
} from '../../op.ts';

const LANES = 64;

/** One row of W + s B A per invocation. */
export const doraNormKernel: KernelRule = (node) => {
  const [outputs, inputs] = matrixShape('doraNorm', at(node.inputs, 0));
  const [rank] = matrixShape('doraNorm', at(node.inputs, 1));
  const { workgroups, index } = linearGrid(outputs, 32);
  return {
    code: `${declareBindings([
      { name: 'weight', type: 'f32', access: 'read' },
      { name: 'a', type: 'f32', access: 'read' },
      { name: 'b', type: 'f32', access: 'read' },
      { name: 'norm', type: 'f32', access: 'read_write' },
    ])}
@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = ${index};
  if (row >= ${outputs}u) { return; }
  var sum = 0.0;
  for (var i = 0u; i < ${inputs}u; i++) {
    var low = 0.0;
    for (var k = 0u; k < ${rank}u; k++) { low += b[row * ${rank}u + k] * a[k * ${inputs}u + i]; }
    let value = weight[row * ${inputs}u + i] + ${wgslFloat(attribute<number>(node, 'scale'))} * low;
    sum += value * value;
  }
  norm[row] = sqrt(sum);
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups,
  };
};

export const doraScaleKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const [, outputs] = matrixShape('doraScale', output);
  const size = sizeOf(output.shape);
  const addend = node.inputs[3];
  return itemwise(
    size,
    {
      reads: { x: at(node.inputs, 0), magnitude: at(node.inputs, 1), norm: at(node.inputs, 2), c: addend },
      writes: { y: output },
    },
    `let column = i % ${outputs}u;
  y[i] = ${addend ? 'c[i] + ' : ''}x[i] * (magnitude[column] / norm[column]);`,
  );
};

/** Four columns per workgroup, as in rmsNormGradWeight. */
export const doraGradMagnitudeKernel: KernelRule = (node) => {
  const [rows, outputs] = matrixShape('doraGradMagnitude', at(node.inputs, 0));
  return {
    code: `${declareBindings([
      { name: 'dy', type: 'f32', access: 'read' },
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'norm', type: 'f32', access: 'read' },
      { name: 'dmagnitude', type: 'f32', access: 'read_write' },
    ])}
var<workgroup> sums: array<vec4f, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  let column = group.x * 4u;
  let columns = min(vec4u(column, column + 1u, column + 2u, column + 3u), vec4u(${outputs - 1}u));
  var sum = vec4f();
  for (var row = lane; row < ${rows}u; row += ${LANES}u) {
    let at = vec4u(row * ${outputs}u) + columns;
    sum += vec4f(dy[at.x] * x[at.x], dy[at.y] * x[at.y], dy[at.z] * x[at.z], dy[at.w] * x[at.w]);
  }
  sums[lane] = sum;
  workgroupBarrier();
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { sums[lane] += sums[lane + half]; }
    workgroupBarrier();
  }
  if (lane < 4u && column + lane < ${outputs}u) {
    dmagnitude[column + lane] = sums[0][lane] / norm[column + lane];
  }
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups: [ceilDiv(outputs, 4), 1, 1],
  };
};

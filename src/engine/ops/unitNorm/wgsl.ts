/** @file Division by the norm on the GPU: one workgroup sums the squares and then divides. */
import { sizeOf } from '../../graph.ts';
import { at, declareBindings, type KernelRule, wgslFloat } from '../../op.ts';
import { SMALLEST_NORM } from './index.ts';

const LANES = 64;

export const unitNormKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  return {
    code: `${declareBindings([
      { name: 'x', type: 'f32', access: 'read' },
      { name: 'y', type: 'f32', access: 'read_write' },
    ])}
var<workgroup> sums: array<f32, ${LANES}>;
@compute @workgroup_size(${LANES})
fn main(@builtin(local_invocation_index) lane: u32) {
  var sum = 0.0;
  for (var i = lane; i < ${size}u; i += ${LANES}u) { sum += x[i] * x[i]; }
  sums[lane] = sum;
  workgroupBarrier();
  for (var half = ${LANES / 2}u; half > 0u; half /= 2u) {
    if (lane < half) { sums[lane] += sums[lane + half]; }
    workgroupBarrier();
  }
  let inverse = 1.0 / max(sqrt(sums[0]), ${wgslFloat(SMALLEST_NORM)});
  for (var i = lane; i < ${size}u; i += ${LANES}u) { y[i] = x[i] * inverse; }
}`,
    bindings: [
      { tensor: at(node.inputs, 0), access: 'read' },
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups: [1, 1, 1],
  };
};

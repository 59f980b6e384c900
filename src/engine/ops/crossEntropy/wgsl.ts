/** @file Masked cross-entropy on the GPU: one invocation per row; the gradient is skipped where nothing reads it. */
import { matrixShape } from '../../graph.ts';
import { at, ceilDiv, declareBindings, type KernelRule } from '../../op.ts';

export const crossEntropyKernel: KernelRule = (node, { isUsed }) => {
  const logits = at(node.inputs, 0);
  const [rows, vocabulary] = matrixShape('crossEntropy', logits);
  const gradient = at(node.outputs, 2);
  const withGradient = isUsed(gradient);
  return {
    code: `${declareBindings([
      { name: 'logits', type: 'f32', access: 'read' },
      { name: 'targets', type: 'i32', access: 'read' },
      { name: 'weights', type: 'f32', access: 'read' },
      // Only the gradient reads the sum, and an automatic layout omits bindings that nothing reads.
      ...(withGradient ? [{ name: 'weightSum', type: 'f32', access: 'read' as const }] : []),
      { name: 'loss', type: 'f32', access: 'read_write' },
      { name: 'correct', type: 'f32', access: 'read_write' },
      ...(withGradient ? [{ name: 'dlogits', type: 'f32', access: 'read_write' as const }] : []),
    ])}
@compute @workgroup_size(32)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let row = id.x;
  if (row >= ${rows}u) { return; }
  let begin = row * ${vocabulary}u;
  let weight = weights[row];
  if (weight == 0.0) {
    loss[row] = 0.0;
    correct[row] = 0.0;
    ${withGradient ? `for (var i = 0u; i < ${vocabulary}u; i++) { dlogits[begin + i] = 0.0; }` : ''}
    return;
  }
  var top = logits[begin];
  var likeliest = 0u;
  for (var i = 1u; i < ${vocabulary}u; i++) {
    let value = logits[begin + i];
    if (value > top) { top = value; likeliest = i; }
  }
  var total = 0.0;
  for (var i = 0u; i < ${vocabulary}u; i++) { total += exp(logits[begin + i] - top); }
  let goal = u32(targets[row]);
  let logSumExp = top + log(total);
  loss[row] = logSumExp - logits[begin + goal];
  correct[row] = select(0.0, 1.0, likeliest == goal);
  ${
    withGradient
      ? `let share = weight / weightSum[0];
  for (var i = 0u; i < ${vocabulary}u; i++) { dlogits[begin + i] = exp(logits[begin + i] - logSumExp) * share; }
  dlogits[begin + goal] -= share;`
      : ''
  }
}`,
    bindings: [
      ...node.inputs.slice(0, withGradient ? 4 : 3).map((tensor) => ({ tensor, access: 'read' as const })),
      { tensor: at(node.outputs, 0), access: 'read_write' },
      { tensor: at(node.outputs, 1), access: 'read_write' },
      ...(withGradient ? [{ tensor: gradient, access: 'read_write' as const }] : []),
    ],
    workgroups: [ceilDiv(rows, 32), 1, 1],
  };
};

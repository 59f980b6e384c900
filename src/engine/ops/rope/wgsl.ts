/** @file Rotary embedding on the GPU: one invocation per pair of features, for query and key. */
import { matrixShape } from '../../graph.ts';
import { at, attribute, declareBindings, type KernelRule, linearGrid } from '../../op.ts';

export const ropeKernel: KernelRule = (node, { isUsed }) => {
  const [rows, width] = matrixShape('rope', at(node.inputs, 0));
  const headDim = attribute<number>(node, 'headDim');
  const sign = attribute<number>(node, 'direction') === 1 ? '' : '-';
  const half = headDim / 2;
  const pairs = width / 2;
  const { workgroups, index } = linearGrid(rows * pairs);
  const parts = (['q', 'k'] as const).filter((_, i) => isUsed(at(node.outputs, i)));
  const turn = (name: string) => `
  let ${name}1 = ${name}[first]; let ${name}2 = ${name}[first + ${half}u];
  ${name}Turned[first] = ${name}1 * cosine - ${name}2 * sine;
  ${name}Turned[first + ${half}u] = ${name}2 * cosine + ${name}1 * sine;`;
  return {
    code: `${declareBindings([
      ...parts.map((name) => ({ name, type: 'f32', access: 'read' as const })),
      { name: 'angles', type: 'f32', access: 'read' },
      { name: 'positions', type: 'i32', access: 'read' },
      ...parts.map((name) => ({ name: `${name}Turned`, type: 'f32', access: 'read_write' as const })),
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${rows * pairs}u) { return; }
  let row = i / ${pairs}u;
  let pair = i % ${pairs}u;
  let feature = pair % ${half}u;
  let first = row * ${width}u + (pair / ${half}u) * ${headDim}u + feature;
  let angle = u32(positions[row]) * ${headDim}u + feature;
  let cosine = angles[angle];
  let sine = ${sign}angles[angle + ${half}u];${parts.map(turn).join('')}
}`,
    bindings: [
      ...parts.map((name) => ({ tensor: at(node.inputs, name === 'q' ? 0 : 1), access: 'read' as const })),
      { tensor: at(node.inputs, 2), access: 'read' },
      { tensor: at(node.inputs, 3), access: 'read' },
      ...parts.map((name) => ({
        tensor: at(node.outputs, name === 'q' ? 0 : 1),
        access: 'read_write' as const,
      })),
    ],
    workgroups,
  };
};

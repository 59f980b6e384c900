/** @file Cached attention on the GPU: one invocation per (sequence, head) writes its own cache row and reads those before. */
import { matrixShape } from '../../graph.ts';
import { at, attribute, ceilDiv, declareBindings, type KernelRule, wgslFloat } from '../../op.ts';

export const cachedAttentionKernel: KernelRule = (node) => {
  const [batchSize] = matrixShape('cachedAttention', at(node.inputs, 0));
  const heads = attribute<number>(node, 'heads');
  const headDim = attribute<number>(node, 'headDim');
  const contextLength = attribute<number>(node, 'contextLength');
  const quads = headDim / 4;
  const rowQuads = heads * quads;
  const prefix = node.inputs[6];
  const [prefixLength, prefixWidth] = prefix ? matrixShape('cachedAttention', prefix) : [0, 0];
  const list = Array.from({ length: quads }, (_, j) => j);
  const each = (line: (j: number) => string) => list.map(line).join(' ');
  /** Where in the prefix a layer's keys or values are, as the beginning of an index. */
  const inPrefix = (column: string) => `prefix[other + ${attribute<number>(node, column) / 4}u`;
  /** Adds the rows that `condition` lets through, by the online softmax. */
  const over = (
    condition: string,
    other: string,
    key: string,
    value: string,
  ) => `for (var s = 0u; ${condition}; s++) {
    let other = ${other};
    let score = ${list.map((j) => `dot(q${j}, ${key} + ${j}u])`).join(' + ')};
    let newTop = max(top, score);
    let shrink = exp(top - newTop);
    let p = exp(score - newTop);
    total = total * shrink + p;
    ${each((j) => `y${j} = y${j} * shrink + p * ${value} + ${j}u];`)}
    top = newTop;
  }`;
  return {
    code: `${declareBindings([
      { name: 'q', type: 'vec4f', access: 'read' },
      { name: 'k', type: 'vec4f', access: 'read' },
      { name: 'v', type: 'vec4f', access: 'read' },
      { name: 'keys', type: 'vec4f', access: 'read_write' },
      { name: 'values', type: 'vec4f', access: 'read_write' },
      { name: 'positions', type: 'i32', access: 'read' },
      ...(prefix ? [{ name: 'prefix', type: 'vec4f', access: 'read' as const }] : []),
      { name: 'y', type: 'vec4f', access: 'read_write' },
    ])}
@compute @workgroup_size(16)
fn main(@builtin(global_invocation_id) id: vec3u) {
  if (id.x >= ${batchSize * heads}u) { return; }
  let sequence = id.x / ${heads}u;
  let head = id.x % ${heads}u;
  let own = sequence * ${rowQuads}u + head * ${quads}u;
  let first = sequence * ${contextLength * rowQuads}u + head * ${quads}u;
  let position = min(u32(positions[sequence]), ${contextLength - 1}u);
  ${each((j) => `let q${j} = q[own + ${j}u] * ${wgslFloat(1 / Math.sqrt(headDim))}; var y${j} = vec4f();`)}
  ${each((j) => `keys[first + position * ${rowQuads}u + ${j}u] = k[own + ${j}u];`)}
  ${each((j) => `values[first + position * ${rowQuads}u + ${j}u] = v[own + ${j}u];`)}
  var top = -1e30;
  var total = 0.0;
  ${prefix ? over(`s < ${prefixLength}u`, `s * ${prefixWidth / 4}u + head * ${quads}u`, inPrefix('keyColumn'), inPrefix('valueColumn')) : ''}
  ${over('s <= position', `first + s * ${rowQuads}u`, 'keys[other', 'values[other')}
  ${each((j) => `y[own + ${j}u] = y${j} / total;`)}
}`,
    bindings: [
      ...[0, 1, 2].map((i) => ({ tensor: at(node.inputs, i), access: 'read' as const })),
      ...[3, 4].map((i) => ({ tensor: at(node.inputs, i), access: 'read_write' as const })),
      { tensor: at(node.inputs, 5), access: 'read' },
      ...(prefix ? [{ tensor: prefix, access: 'read' as const }] : []),
      { tensor: at(node.outputs, 0), access: 'read_write' },
    ],
    workgroups: [ceilDiv(batchSize * heads, 16), 1, 1],
  };
};

/**
 * @file Attention on the GPU: one invocation per (sequence, head, row). Heads are at most a few dozen wide, so a
 * row of a head sits in registers as `vec4`s, written out by name; consecutive invocations are consecutive
 * rows, so their loops are about equally long.
 */
import type { Node } from '../../graph.ts';
import { declareBindings, type Kernel, type KernelRule, linearGrid, wgslFloat } from '../../op.ts';
import type { AttentionShape } from './index.ts';

const each = (count: number, line: (j: number) => string): string =>
  Array.from({ length: count }, (_, j) => line(j)).join(' ');
const dot = (count: number, a: string, b: string): string =>
  Array.from({ length: count }, (_, j) => `dot(${a}${j}, ${b}${j})`).join(' + ');

interface Layout {
  quads: number;
  /** vec4s per row of all heads. */
  rowQuads: number;
  scale: string;
  rows: number;
  workgroups: [number, number, number];
  /** Source that finds out which row of which head this invocation has. */
  prologue: string;
  sequenceLength: number;
  prefixLength: number;
}

/** One invocation per row of the queries, or of the keys. */
function layoutOf(node: Node, of: 'queries' | 'keys'): Layout {
  const {
    batchSize,
    sequenceLength,
    heads,
    headDim,
    prefixLength = 0,
  } = node.attributes as unknown as AttentionShape;
  const quads = headDim / 4;
  const rowQuads = heads * quads;
  const keyCount = prefixLength + sequenceLength;
  const length = of === 'queries' ? sequenceLength : keyCount;
  const rows = batchSize * heads * length;
  const { workgroups, index } = linearGrid(rows);
  return {
    quads,
    rowQuads,
    scale: wgslFloat(1 / Math.sqrt(headDim)),
    rows,
    workgroups,
    sequenceLength,
    prefixLength,
    prologue: `let i = ${index};
  if (i >= ${rows}u) { return; }
  let t = i % ${length}u;
  let sequence = i / ${length * heads}u;
  let head = (i / ${length}u) % ${heads}u;
  let firstQuery = sequence * ${sequenceLength * rowQuads}u + head * ${quads}u;
  let firstKey = sequence * ${keyCount * rowQuads}u + head * ${quads}u;
  let statistics = (sequence * ${heads}u + head) * ${sequenceLength}u;
  let own = ${of === 'queries' ? 'firstQuery' : 'firstKey'} + t * ${rowQuads}u;`,
  };
}

function kernel(
  node: Node,
  layout: Layout,
  names: string[],
  outputs: string[],
  quadNames: Set<string>,
  body: string,
): Kernel {
  const read = names.map((name) => ({
    name,
    type: quadNames.has(name) ? 'vec4f' : 'f32',
    access: 'read' as const,
  }));
  const write = outputs.map((name) => ({
    name,
    type: quadNames.has(name) ? 'vec4f' : 'f32',
    access: 'read_write' as const,
  }));
  return {
    code: `${declareBindings([...read, ...write])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  ${layout.prologue}
  ${body}
}`,
    bindings: [
      ...node.inputs.map((tensor) => ({ tensor, access: 'read' as const })),
      ...node.outputs.map((tensor) => ({ tensor, access: 'read_write' as const })),
    ],
    workgroups: layout.workgroups,
  };
}

export const attentionKernel: KernelRule = (node) => {
  const layout = layoutOf(node, 'queries');
  const { quads, rowQuads, scale, prefixLength } = layout;
  return kernel(
    node,
    layout,
    ['q', 'k', 'v'],
    ['y', 'logSumExp'],
    new Set(['q', 'k', 'v', 'y']),
    `${each(quads, (j) => `let q${j} = q[own + ${j}u] * ${scale}; var y${j} = vec4f();`)}
  var top = -1e30;
  var total = 0.0;
  for (var s = 0u; s <= t + ${prefixLength}u; s++) {
    let other = firstKey + s * ${rowQuads}u;
    ${each(quads, (j) => `let k${j} = k[other + ${j}u];`)}
    let score = ${dot(quads, 'q', 'k')};
    let newTop = max(top, score);
    let shrink = exp(top - newTop);
    let p = exp(score - newTop);
    total = total * shrink + p;
    ${each(quads, (j) => `y${j} = y${j} * shrink + p * v[other + ${j}u];`)}
    top = newTop;
  }
  ${each(quads, (j) => `y[own + ${j}u] = y${j} / total;`)}
  logSumExp[i] = top + log(total);`,
  );
};

export const attentionGradQueryKernel: KernelRule = (node) => {
  const layout = layoutOf(node, 'queries');
  const { quads, rowQuads, scale, prefixLength } = layout;
  return kernel(
    node,
    layout,
    ['q', 'k', 'v', 'y', 'logSumExp', 'dy'],
    ['dq', 'delta'],
    new Set(['q', 'k', 'v', 'y', 'dy', 'dq']),
    `${each(quads, (j) => `let q${j} = q[own + ${j}u] * ${scale}; let dy${j} = dy[own + ${j}u]; let y${j} = y[own + ${j}u]; var dq${j} = vec4f();`)}
  let d = ${dot(quads, 'dy', 'y')};
  let lse = logSumExp[i];
  for (var s = 0u; s <= t + ${prefixLength}u; s++) {
    let other = firstKey + s * ${rowQuads}u;
    ${each(quads, (j) => `let k${j} = k[other + ${j}u]; let v${j} = v[other + ${j}u];`)}
    let p = exp(${dot(quads, 'q', 'k')} - lse);
    let ds = p * (${dot(quads, 'dy', 'v')} - d) * ${scale};
    ${each(quads, (j) => `dq${j} += ds * k${j};`)}
  }
  ${each(quads, (j) => `dq[own + ${j}u] = dq${j};`)}
  delta[i] = d;`,
  );
};

export const attentionGradKeyValueKernel: KernelRule = (node) => {
  const layout = layoutOf(node, 'keys');
  const { quads, rowQuads, scale, sequenceLength, prefixLength } = layout;
  return kernel(
    node,
    layout,
    ['q', 'k', 'v', 'logSumExp', 'delta', 'dy'],
    ['dk', 'dv'],
    new Set(['q', 'k', 'v', 'dy', 'dk', 'dv']),
    `${each(quads, (j) => `let k${j} = k[own + ${j}u] * ${scale}; let v${j} = v[own + ${j}u]; var dk${j} = vec4f(); var dv${j} = vec4f();`)}
  for (var s = max(t, ${prefixLength}u) - ${prefixLength}u; s < ${sequenceLength}u; s++) {
    let other = firstQuery + s * ${rowQuads}u;
    ${each(quads, (j) => `let q${j} = q[other + ${j}u]; let dy${j} = dy[other + ${j}u];`)}
    let p = exp(${dot(quads, 'q', 'k')} - logSumExp[statistics + s]);
    let ds = p * (${dot(quads, 'dy', 'v')} - delta[statistics + s]) * ${scale};
    ${each(quads, (j) => `dv${j} += p * dy${j}; dk${j} += ds * q${j};`)}
  }
  ${each(quads, (j) => `dk[own + ${j}u] = dk${j}; dv[own + ${j}u] = dv${j};`)}`,
  );
};

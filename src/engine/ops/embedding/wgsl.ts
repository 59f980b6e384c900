/**
 * @file Embedding on the GPU. The gradient loops over all ids for every row of the table instead of adding
 * atomically: floating-point atomics finish in any order, and then the same seed would not give the same run.
 */
import { matrixShape } from '../../graph.ts';
import { at, declareBindings, itemwise, type KernelRule, linearGrid } from '../../op.ts';

export const embeddingKernel: KernelRule = (node) => {
  const table = at(node.inputs, 0);
  const ids = at(node.inputs, 1);
  const output = at(node.outputs, 0);
  const [vocabulary, width] = matrixShape('embedding', table);
  const [rows] = matrixShape('embedding', output);
  return itemwise(
    rows * width,
    { reads: { table, ids }, writes: { y: output } },
    `let row = min(u32(ids[i / ${width}u]), ${vocabulary - 1}u);
  y[i] = table[row * ${width}u + i % ${width}u];`,
  );
};

/** Columns that one invocation sums, as vec4s: it reads all ids once for them, so wide is cheap. */
function quadsPerInvocation(width: number): number {
  return width % 16 === 0 ? 4 : width % 4 === 0 ? 1 : 0;
}

export const embeddingGradKernel: KernelRule = (node) => {
  const ids = at(node.inputs, 0);
  const gradient = at(node.inputs, 1);
  const partial = node.inputs[2];
  const output = at(node.outputs, 0);
  const [vocabulary, width] = matrixShape('embeddingGrad', output);
  const [rows] = matrixShape('embeddingGrad', gradient);
  const quads = quadsPerInvocation(width);
  const type = quads > 0 ? 'vec4f' : 'f32';
  const columns = Array.from({ length: Math.max(1, quads) }, (_, j) => j);
  const rowLength = quads > 0 ? width / 4 : width;
  const blocks = rowLength / columns.length;
  const { workgroups, index } = linearGrid(vocabulary * blocks);
  const each = (line: (j: number) => string): string => columns.map(line).join(' ');
  // Four ids at a time where that comes out even: most rows of the table are in no batch.
  const byFour = rows % 4 === 0;
  const sumRow = (n: string): string => `let place = (${n}) * ${rowLength}u + column;
      ${each((j) => `sum${j} += dy[place + ${j}u];`)}`;
  const search = byFour
    ? `for (var n = 0u; n < ${rows / 4}u; n++) {
    let four = min(vec4u(ids[n]), vec4u(last));
    if (all(four != vec4u(row))) { continue; }
    for (var j = 0u; j < 4u; j++) {
      if (four[j] != row) { continue; }
      ${sumRow('4u * n + j')}
    }
  }`
    : `for (var n = 0u; n < ${rows}u; n++) {
    if (min(u32(ids[n]), last) != row) { continue; }
    ${sumRow('n')}
  }`;
  return {
    code: `${declareBindings([
      { name: 'ids', type: byFour ? 'vec4i' : 'i32', access: 'read' },
      { name: 'dy', type, access: 'read' },
      ...(partial ? [{ name: 'partialSum', type, access: 'read' as const }] : []),
      { name: 'dtable', type, access: 'read_write' },
    ])}
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let i = ${index};
  if (i >= ${vocabulary * blocks}u) { return; }
  let row = i / ${blocks}u;
  // The forward pass reads the last row for ids past the table.
  let last = ${vocabulary - 1}u;
  let column = (i % ${blocks}u) * ${columns.length}u;
  let own = row * ${rowLength}u + column;
  ${each((j) => `var sum${j} = ${partial ? `partialSum[own + ${j}u]` : `${type}()`};`)}
  ${search}
  ${each((j) => `dtable[own + ${j}u] = sum${j};`)}
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

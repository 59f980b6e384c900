/** @file Rotary embedding on the CPU: queries and keys one after the other, whichever of them is read. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { divide, partsFor } from '../../cpu/pool.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const ropeCpu: CpuKernel = (node, { inputs, outputs, pool }) => {
  const [rows, width] = matrixShape('rope', at(node.inputs, 0));
  const [table, positions] = [at(inputs, 2).pointer, at(inputs, 3).pointer];
  const headDim = attribute<number>(node, 'headDim');
  const direction = attribute<number>(node, 'direction');
  outputs.forEach((y, i) => {
    if (!y) return;
    const x = at(inputs, i).pointer;
    const calls = divide(rows, 1, partsFor(pool, rows * width)).map(([from, to]) => {
      const bytes = 4 * from * width;
      return [
        x + bytes,
        y.pointer + bytes,
        table,
        positions + 4 * from,
        to - from,
        width,
        headDim,
        direction,
      ] as const;
    });
    pool.run('rope', calls);
  });
};

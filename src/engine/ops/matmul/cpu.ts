/** @file Sums of matrix products on the CPU: each product adds to the last, in parts for the threads. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import { divide, partsFor } from '../../cpu/pool.ts';
import { at } from '../../op.ts';
import { productExtents, productsOf } from './index.ts';

const LAYOUTS = { nt: 0, nn: 1, tn: 2 } as const;

export const matmulCpu: CpuKernel = (node, { inputs, outputs, pool }) => {
  const { layout, products } = productsOf(node);
  const y = at(outputs, 0)!.pointer;
  let base = pointerOf(inputs[2 * products.length]);
  products.forEach(({ a, b, scale }, i) => {
    const [m, n, k] = productExtents(layout, a, b);
    // As assembly/matmul.ts requires: an edge tile, four rows of a, the panels of b.
    const scratch = 32 + 4 * 256 + 256 * (n + 7);
    // The few rows of generation are done at once.
    const parts = layout === 'nt' && m < 4 ? 1 : partsFor(pool, m * n * k);
    // Divided by columns where there are many, so that no panel is packed twice.
    const byColumns = n >= 16 * parts;
    const rows = divide(m, 4, byColumns ? 1 : parts);
    const columns = divide(n, 8, byColumns ? parts : 1);
    const [aAt, bAt] = [at(inputs, 2 * i).pointer, at(inputs, 2 * i + 1).pointer];
    const from = base;
    const calls = rows.flatMap(([row, rowEnd]) =>
      columns.map(
        ([column, columnEnd]) =>
          [LAYOUTS[layout], aAt, bAt, m, n, k, from, y, scale, row, rowEnd, column, columnEnd, 0] as const,
      ),
    );
    pool.run('matmul', calls, scratch);
    base = y;
  });
};

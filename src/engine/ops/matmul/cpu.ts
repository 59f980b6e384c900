/** @file Sums of matrix products on the CPU: one call of the module per product, each adding to the last. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import { at } from '../../op.ts';
import { productExtents, productsOf } from './index.ts';

const LAYOUTS = { nt: 0, nn: 1, tn: 2 } as const;

export const matmulCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const { layout, products } = productsOf(node);
  const y = at(outputs, 0)!.pointer;
  let base = pointerOf(inputs[2 * products.length]);
  products.forEach(({ a, b, scale }, i) => {
    const [m, n, k] = productExtents(layout, a, b);
    // What assembly/matmul.ts asks for: an edge tile, four rows of a, the panels of b.
    const scratch = memory.scratch(32 + 4 * 256 + 256 * (n + 7));
    const [aAt, bAt] = [at(inputs, 2 * i).pointer, at(inputs, 2 * i + 1).pointer];
    wasm.matmul(LAYOUTS[layout], aAt, bAt, m, n, k, base, y, scale, scratch);
    base = y;
  });
};

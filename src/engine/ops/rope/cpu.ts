/** @file Rotary embedding on the CPU: queries and keys one after the other, whichever of them is read. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const ropeCpu: CpuKernel = (node, { inputs, outputs, wasm }) => {
  const [rows, width] = matrixShape('rope', at(node.inputs, 0));
  const [table, positions] = [at(inputs, 2).pointer, at(inputs, 3).pointer];
  const headDim = attribute<number>(node, 'headDim');
  const direction = attribute<number>(node, 'direction');
  outputs.forEach((y, i) => {
    if (y) wasm.rope(at(inputs, i).pointer, y.pointer, table, positions, rows, width, headDim, direction);
  });
};

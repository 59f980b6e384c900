/** @file Column sums on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';

export const columnSumCpu: CpuKernel = (node, { inputs, outputs }) => {
  const a = at(inputs, 0).f32;
  const b = inputs[1]?.f32;
  const [rows, width] = matrixShape('columnSum', at(node.inputs, 0));
  const sums = new Float64Array(width);
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < width; i++) {
      const at = row * width + i;
      sums[i] = (sums[i] as number) + (a[at] as number) * (b ? (b[at] as number) : 1);
    }
  }
  at(outputs, 0)!.f32.set(sums);
};

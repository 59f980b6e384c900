/** @file Rotary embedding on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const ropeCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [rows, width] = matrixShape('rope', at(node.inputs, 0));
  const [table, positions] = [at(inputs, 2).f32, at(inputs, 3).i32];
  const headDim = attribute<number>(node, 'headDim');
  const sign = attribute<number>(node, 'direction');
  const half = headDim / 2;
  for (const part of [0, 1]) {
    const y = outputs[part]?.f32;
    if (!y) continue;
    const x = at(inputs, part).f32;
    for (let row = 0; row < rows; row++) {
      const angle = (positions[row] as number) * headDim;
      for (let first = row * width; first < (row + 1) * width; first += headDim) {
        for (let i = 0; i < half; i++) {
          const cosine = table[angle + i] as number;
          const sine = sign * (table[angle + half + i] as number);
          const [x1, x2] = [x[first + i] as number, x[first + half + i] as number];
          y[first + i] = x1 * cosine - x2 * sine;
          y[first + half + i] = x2 * cosine + x1 * sine;
        }
      }
    }
  }
};

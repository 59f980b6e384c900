/** @file Scaled columns on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';

export const scaleColumnsCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [x, s, y] = [at(inputs, 0).f32, at(inputs, 1).f32, at(outputs, 0)!.f32];
  const [, width] = matrixShape('scaleColumns', at(node.inputs, 0));
  for (let i = 0; i < y.length; i++) y[i] = (x[i] as number) * (s[i % width] as number);
};

/** @file Elementwise sum on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { at } from '../../op.ts';

export const addCpu: CpuKernel = (_, { inputs, outputs }) => {
  const [a, b, y] = [at(inputs, 0).f32, at(inputs, 1).f32, at(outputs, 0)!.f32];
  for (let i = 0; i < y.length; i++) y[i] = (a[i] as number) + (b[i] as number);
};

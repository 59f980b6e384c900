/** @file Division by the norm on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { at } from '../../op.ts';
import { SMALLEST_NORM } from './index.ts';

export const unitNormCpu: CpuKernel = (_, { inputs, outputs }) => {
  const [x, y] = [at(inputs, 0).f32, at(outputs, 0)!.f32];
  let sum = 0;
  for (let i = 0; i < x.length; i++) sum += (x[i] as number) ** 2;
  const inverse = 1 / Math.max(Math.sqrt(sum), SMALLEST_NORM);
  for (let i = 0; i < x.length; i++) y[i] = (x[i] as number) * inverse;
};

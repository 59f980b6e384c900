/** @file Dropout on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { at, attribute } from '../../op.ts';
import { isRetained } from './index.ts';

export const dropoutCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [x, y] = [at(inputs, 0).f32, at(outputs, 0)!.f32];
  const draw = at(inputs, 1).i32[0] as number;
  const rate = attribute<number>(node, 'rate');
  const salt = attribute<number>(node, 'salt');
  const scale = 1 / (1 - rate);
  for (let i = 0; i < y.length; i++) y[i] = isRetained(i, draw, salt, rate) ? (x[i] as number) * scale : 0;
};

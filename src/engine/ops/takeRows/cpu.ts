/** @file Row removal on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { at, attribute } from '../../op.ts';

export const takeRowsCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [x, y] = [at(inputs, 0).f32, at(outputs, 0)!.f32];
  const batchSize = attribute<number>(node, 'batchSize');
  const [before, after] = [x.length / batchSize, y.length / batchSize];
  for (let sequence = 0; sequence < batchSize; sequence++) {
    const end = (sequence + 1) * before;
    y.set(x.subarray(end - after, end), sequence * after);
  }
};

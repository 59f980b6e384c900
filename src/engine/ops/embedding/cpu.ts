/** @file Embedding on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';

export const embeddingCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [table, ids, y] = [at(inputs, 0).f32, at(inputs, 1).i32, at(outputs, 0)!.f32];
  const [vocabulary, width] = matrixShape('embedding', at(node.inputs, 0));
  for (let n = 0; n < ids.length; n++) {
    const row = Math.min(ids[n] as number, vocabulary - 1) * width;
    y.set(table.subarray(row, row + width), n * width);
  }
};

export const embeddingGradCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [ids, dy] = [at(inputs, 0).i32, at(inputs, 1).f32];
  const sum = at(outputs, 0)!.f32;
  const [vocabulary, width] = matrixShape('embeddingGrad', at(node.outputs, 0));
  const partial = inputs[2];
  if (partial) sum.set(partial.f32);
  else sum.fill(0);
  for (let n = 0; n < ids.length; n++) {
    const row = Math.min(ids[n] as number, vocabulary - 1) * width;
    for (let i = 0; i < width; i++) sum[row + i] = (sum[row + i] as number) + (dy[n * width + i] as number);
  }
};

/** @file Lookup in two tables on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';

export const promptedEmbeddingCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [table, prompt, ids] = [at(inputs, 0).f32, at(inputs, 1).f32, at(inputs, 2).i32];
  const y = at(outputs, 0)!.f32;
  const [vocabulary, width] = matrixShape('promptedEmbedding', at(node.inputs, 0));
  const [added] = matrixShape('promptedEmbedding', at(node.inputs, 1));
  ids.forEach((id, n) => {
    const [from, row] = id < vocabulary ? [table, id] : [prompt, Math.min(id - vocabulary, added - 1)];
    y.set(from.subarray(row * width, (row + 1) * width), n * width);
  });
};

/** @file Lookup in two tables on the GPU. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, itemwise, type KernelRule } from '../../op.ts';

export const promptedEmbeddingKernel: KernelRule = (node) => {
  const output = at(node.outputs, 0);
  const size = sizeOf(output.shape);
  const [vocabulary, width] = matrixShape('promptedEmbedding', at(node.inputs, 0));
  const [added] = matrixShape('promptedEmbedding', at(node.inputs, 1));
  return itemwise(
    size,
    {
      reads: { table: at(node.inputs, 0), prompt: at(node.inputs, 1), ids: at(node.inputs, 2) },
      writes: { y: output },
    },
    `let row = u32(ids[i / ${width}u]);
  let column = i % ${width}u;
  if (row < ${vocabulary}u) {
    y[i] = table[row * ${width}u + column];
  } else {
    y[i] = prompt[min(row - ${vocabulary}u, ${added - 1}u) * ${width}u + column];
  }`,
  );
};

/** @file Masked cross-entropy on the CPU; the gradient is skipped where nobody reads it. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';

export const crossEntropyCpu: CpuKernel = (node, { inputs, outputs, wasm, memory }) => {
  const [logits, targets, weights] = inputs.map(pointerOf) as [number, number, number];
  const [rows, vocabulary] = matrixShape('crossEntropy', at(node.inputs, 0));
  const [lossAt, correctAt, gradient] = outputs.map(pointerOf) as [number, number, number];
  // Where one of the two lists is not read, it is written beside.
  const spare = lossAt === 0 || correctAt === 0 ? memory.scratch(rows) : 0;
  const weightSum = at(inputs, 3).f32[0] as number;
  wasm.crossEntropy(
    logits,
    targets,
    weights,
    weightSum,
    lossAt || spare,
    correctAt || spare,
    gradient,
    rows,
    vocabulary,
  );
};

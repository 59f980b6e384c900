/** @file Masked cross-entropy on the CPU; the gradient is skipped where nothing reads it. */
import { type CpuKernel, offsetBy, pointerOf } from '../../cpu/kernel.ts';
import { divide, partsFor } from '../../cpu/pool.ts';
import { matrixShape } from '../../graph.ts';
import { at } from '../../op.ts';

/** Cost of an exp in multiplications. */
const WORK = 8;

export const crossEntropyCpu: CpuKernel = (node, { inputs, outputs, pool, memory }) => {
  const [logits, targets, weights] = inputs.map(pointerOf) as [number, number, number];
  const [rows, vocabulary] = matrixShape('crossEntropy', at(node.inputs, 0));
  const [lossAt, correctAt, gradient] = outputs.map(pointerOf) as [number, number, number];
  // An output that nothing reads is written to scratch memory.
  const spare = lossAt === 0 || correctAt === 0 ? memory.scratch(rows) : 0;
  const weightSum = at(inputs, 3).f32[0] as number;
  const calls = divide(rows, 1, partsFor(pool, WORK * rows * vocabulary)).map(
    ([from, to]) =>
      [
        logits + 4 * from * vocabulary,
        targets + 4 * from,
        weights + 4 * from,
        weightSum,
        (lossAt || spare) + 4 * from,
        (correctAt || spare) + 4 * from,
        offsetBy(gradient, 4 * from * vocabulary),
        to - from,
        vocabulary,
      ] as const,
  );
  pool.run('crossEntropy', calls);
};

/** @file RMS norm on the CPU. */
import { type CpuKernel, offsetBy, pointerOf } from '../../cpu/kernel.ts';
import { divide, partsFor } from '../../cpu/pool.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

/** A row is read twice and written once. */
const WORK = 2;

export const rmsNormCpu: CpuKernel = (node, { inputs, outputs, pool }) => {
  const [x, weight] = inputs.map(pointerOf) as [number, number];
  const [rows, width] = matrixShape('rmsNorm', at(node.inputs, 0));
  const epsilon = attribute<number>(node, 'epsilon');
  const [y, inverse] = outputs.map(pointerOf) as [number, number];
  const calls = divide(rows, 1, partsFor(pool, WORK * rows * width)).map(
    ([from, to]) =>
      [
        x + 4 * from * width,
        weight,
        y + 4 * from * width,
        offsetBy(inverse, 4 * from),
        to - from,
        width,
        epsilon,
      ] as const,
  );
  pool.run('rmsNorm', calls);
};

export const rmsNormGradInputCpu: CpuKernel = (node, { inputs, outputs, pool }) => {
  const [dy, x, weight, inverse] = inputs.map(pointerOf) as [number, number, number, number];
  const [rows, width] = matrixShape('rmsNormGradInput', at(node.inputs, 1));
  const dx = at(outputs, 0)!.pointer;
  const partial = pointerOf(inputs[4]);
  const calls = divide(rows, 1, partsFor(pool, WORK * rows * width)).map(([from, to]) => {
    const bytes = 4 * from * width;
    return [
      dy + bytes,
      x + bytes,
      weight,
      inverse + 4 * from,
      offsetBy(partial, bytes),
      dx + bytes,
      to - from,
      width,
    ] as const;
  });
  pool.run('rmsNormGradInput', calls);
};

export const rmsNormGradWeightCpu: CpuKernel = (node, { inputs, outputs, wasm }) => {
  const [dy, x, inverse] = inputs.map(pointerOf) as [number, number, number];
  const [rows, width] = matrixShape('rmsNormGradWeight', at(node.inputs, 0));
  wasm.rmsNormGradWeight(dy, x, inverse, at(outputs, 0)!.pointer, rows, width);
};

/** @file DoRA on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const doraNormCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [rows, width] = matrixShape('doraNorm', at(node.inputs, 0));
  const [rank] = matrixShape('doraNorm', at(node.inputs, 1));
  const scale = attribute<number>(node, 'scale');
  const [weight, a, b] = [at(inputs, 0).f32, at(inputs, 1).f32, at(inputs, 2).f32];
  const norm = at(outputs, 0)!.f32;
  for (let row = 0; row < rows; row++) {
    const sums = weight.slice(row * width, (row + 1) * width);
    for (let k = 0; k < rank; k++) {
      const factor = scale * (b[row * rank + k] as number);
      for (let i = 0; i < width; i++) sums[i] = (sums[i] as number) + factor * (a[k * width + i] as number);
    }
    let square = 0;
    for (let i = 0; i < width; i++) square += (sums[i] as number) ** 2;
    norm[row] = Math.sqrt(square);
  }
};

export const doraScaleCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [rows, width] = matrixShape('doraScale', at(node.outputs, 0));
  const [x, magnitude, norm] = [at(inputs, 0).f32, at(inputs, 1).f32, at(inputs, 2).f32];
  const c = inputs[3]?.f32;
  const y = at(outputs, 0)!.f32;
  const factors = magnitude.map((m, i) => m / (norm[i] as number));
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < width; column++, i++)
      y[i] = (c ? (c[i] as number) : 0) + (x[i] as number) * (factors[column] as number);
};

export const doraGradMagnitudeCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [rows, width] = matrixShape('doraGradMagnitude', at(node.inputs, 0));
  const [dy, x, norm] = [at(inputs, 0).f32, at(inputs, 1).f32, at(inputs, 2).f32];
  const sums = new Float64Array(width);
  for (let row = 0, i = 0; row < rows; row++)
    for (let column = 0; column < width; column++, i++)
      sums[column] = (sums[column] as number) + (dy[i] as number) * (x[i] as number);
  const gradient = at(outputs, 0)!.f32;
  for (let column = 0; column < width; column++)
    gradient[column] = (sums[column] as number) / (norm[column] as number);
};

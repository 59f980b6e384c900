/** @file RMS norm on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const rmsNormCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [x, weight, y] = [at(inputs, 0).f32, at(inputs, 1).f32, at(outputs, 0)!.f32];
  const inverse = outputs[1]?.f32;
  const [rows, width] = matrixShape('rmsNorm', at(node.inputs, 0));
  const epsilon = attribute<number>(node, 'epsilon');
  for (let row = 0; row < rows; row++) {
    const begin = row * width;
    let squares = 0;
    for (let i = 0; i < width; i++) squares += (x[begin + i] as number) * (x[begin + i] as number);
    const r = 1 / Math.sqrt(squares / width + epsilon);
    if (inverse) inverse[row] = r;
    for (let i = 0; i < width; i++) y[begin + i] = (x[begin + i] as number) * r * (weight[i] as number);
  }
};

export const rmsNormGradInputCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [dy, x, weight, inverse] = [0, 1, 2, 3].map((i) => at(inputs, i).f32) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const partial = inputs[4]?.f32;
  const dx = at(outputs, 0)!.f32;
  const [rows, width] = matrixShape('rmsNormGradInput', at(node.inputs, 1));
  for (let row = 0; row < rows; row++) {
    const begin = row * width;
    let projection = 0;
    for (let i = 0; i < width; i++) {
      projection += (dy[begin + i] as number) * (weight[i] as number) * (x[begin + i] as number);
    }
    const r = inverse[row] as number;
    const along = (projection * r * r * r) / width;
    for (let i = 0; i < width; i++) {
      dx[begin + i] =
        (dy[begin + i] as number) * (weight[i] as number) * r - (x[begin + i] as number) * along;
    }
    if (!partial) continue;
    for (let i = begin; i < begin + width; i++) dx[i] = (dx[i] as number) + (partial[i] as number);
  }
};

export const rmsNormGradWeightCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [dy, x, inverse] = [at(inputs, 0).f32, at(inputs, 1).f32, at(inputs, 2).f32];
  const dweight = at(outputs, 0)!.f32;
  const [rows, width] = matrixShape('rmsNormGradWeight', at(node.inputs, 0));
  dweight.fill(0);
  for (let row = 0; row < rows; row++) {
    const begin = row * width;
    const r = inverse[row] as number;
    for (let i = 0; i < width; i++) {
      dweight[i] = (dweight[i] as number) + r * (dy[begin + i] as number) * (x[begin + i] as number);
    }
  }
};

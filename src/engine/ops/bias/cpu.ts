/** @file Bias and activation on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';
import { type Activation, GELU_CUBE, GELU_SCALE } from './index.ts';

const VALUES: Readonly<Record<Activation, (x: number) => number>> = {
  none: (x) => x,
  tanh: Math.tanh,
  gelu: (x) => (x / 2) * (1 + Math.tanh(GELU_SCALE * (x + GELU_CUBE * x ** 3))),
  relu: (x) => Math.max(0, x),
};

const SLOPES: Readonly<Record<Activation, (x: number) => number>> = {
  none: () => 1,
  tanh: (x) => 1 - Math.tanh(x) ** 2,
  gelu: (x) => {
    const t = Math.tanh(GELU_SCALE * (x + GELU_CUBE * x ** 3));
    return (1 + t) / 2 + (x / 2) * (1 - t * t) * GELU_SCALE * (1 + 3 * GELU_CUBE * x * x);
  },
  relu: (x) => (x > 0 ? 1 : 0),
};

export const biasCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [x, b, y] = [at(inputs, 0).f32, at(inputs, 1).f32, at(outputs, 0)!.f32];
  const residual = inputs[2]?.f32;
  const [, width] = matrixShape('bias', at(node.inputs, 0));
  const value = VALUES[attribute<Activation>(node, 'activation')];
  for (let i = 0; i < y.length; i++)
    y[i] = value((x[i] as number) + (b[i % width] as number)) + (residual ? (residual[i] as number) : 0);
};

export const biasGradCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [x, b, dy] = [at(inputs, 0).f32, at(inputs, 1).f32, at(inputs, 2).f32];
  const dx = at(outputs, 0)!.f32;
  const [, width] = matrixShape('biasGrad', at(node.inputs, 0));
  const slope = SLOPES[attribute<Activation>(node, 'activation')];
  for (let i = 0; i < dx.length; i++)
    dx[i] = (dy[i] as number) * slope((x[i] as number) + (b[i % width] as number));
};

/** @file RMS norm on the CPU. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const rmsNormCpu: CpuKernel = (node, { inputs, outputs, wasm }) => {
  const [x, weight] = inputs.map(pointerOf) as [number, number];
  const [rows, width] = matrixShape('rmsNorm', at(node.inputs, 0));
  const epsilon = attribute<number>(node, 'epsilon');
  wasm.rmsNorm(x, weight, at(outputs, 0)!.pointer, pointerOf(outputs[1]), rows, width, epsilon);
};

export const rmsNormGradInputCpu: CpuKernel = (node, { inputs, outputs, wasm }) => {
  const [dy, x, weight, inverse] = inputs.map(pointerOf) as [number, number, number, number];
  const [rows, width] = matrixShape('rmsNormGradInput', at(node.inputs, 1));
  const dx = at(outputs, 0)!.pointer;
  wasm.rmsNormGradInput(dy, x, weight, inverse, pointerOf(inputs[4]), dx, rows, width);
};

export const rmsNormGradWeightCpu: CpuKernel = (node, { inputs, outputs, wasm }) => {
  const [dy, x, inverse] = inputs.map(pointerOf) as [number, number, number];
  const [rows, width] = matrixShape('rmsNormGradWeight', at(node.inputs, 0));
  wasm.rmsNormGradWeight(dy, x, inverse, at(outputs, 0)!.pointer, rows, width);
};

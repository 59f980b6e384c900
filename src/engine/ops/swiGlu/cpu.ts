/** @file SwiGLU on the CPU. */
import { type CpuKernel, pointerOf } from '../../cpu/kernel.ts';
import { at } from '../../op.ts';

export const swiGluCpu: CpuKernel = (_, { inputs, outputs, wasm }) => {
  const y = at(outputs, 0)!;
  wasm.swiGlu(at(inputs, 0).pointer, at(inputs, 1).pointer, y.pointer, y.length);
};

export const swiGluGradCpu: CpuKernel = (_, { inputs, outputs, wasm }) => {
  const [gate, up, dy] = inputs.map(pointerOf) as [number, number, number];
  const [dgate, dup] = outputs.map(pointerOf) as [number, number];
  wasm.swiGluGrad(gate, up, dy, dgate, dup, at(inputs, 0).length);
};

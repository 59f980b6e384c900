/** @file Cached attention on the CPU, in plain loops: generation asks for one row at a time. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const cachedAttentionCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [q, k, v, keys, values] = [0, 1, 2, 3, 4].map((i) => at(inputs, i).f32) as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  const positions = at(inputs, 5).i32;
  const y = at(outputs, 0)!.f32;
  const [batchSize, width] = matrixShape('cachedAttention', at(node.inputs, 0));
  const heads = attribute<number>(node, 'heads');
  const headDim = attribute<number>(node, 'headDim');
  const contextLength = attribute<number>(node, 'contextLength');
  const weights = new Float64Array(contextLength);
  for (let sequence = 0; sequence < batchSize; sequence++) {
    const position = Math.min(at([...positions], sequence), contextLength - 1);
    const cache = sequence * contextLength * width;
    const own = sequence * width;
    keys.set(k.subarray(own, own + width), cache + position * width);
    values.set(v.subarray(own, own + width), cache + position * width);
    for (let first = 0; first < heads * headDim; first += headDim) {
      let top = -Infinity;
      for (let s = 0; s <= position; s++) {
        let score = 0;
        const other = cache + s * width + first;
        for (let i = 0; i < headDim; i++)
          score += (q[own + first + i] as number) * (keys[other + i] as number);
        weights[s] = score / Math.sqrt(headDim);
        top = Math.max(top, weights[s] as number);
      }
      let total = 0;
      for (let s = 0; s <= position; s++) {
        weights[s] = Math.exp((weights[s] as number) - top);
        total += weights[s] as number;
      }
      for (let i = 0; i < headDim; i++) {
        let sum = 0;
        for (let s = 0; s <= position; s++) {
          sum += (weights[s] as number) * (values[cache + s * width + first + i] as number);
        }
        y[own + first + i] = sum / total;
      }
    }
  }
};

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
  const prefix = inputs[6]?.f32;
  const [prefixLength, prefixWidth] = prefix ? matrixShape('cachedAttention', at(node.inputs, 6)) : [0, 0];
  const column = (name: string): number => (prefix ? attribute<number>(node, name) : 0);
  const [keyColumn, valueColumn] = [column('keyColumn'), column('valueColumn')];
  const weights = new Float64Array(prefixLength + contextLength);
  for (let sequence = 0; sequence < batchSize; sequence++) {
    const position = Math.min(at([...positions], sequence), contextLength - 1);
    const cache = sequence * contextLength * width;
    const own = sequence * width;
    keys.set(k.subarray(own, own + width), cache + position * width);
    values.set(v.subarray(own, own + width), cache + position * width);
    const count = prefixLength + position + 1;
    /** Feature i of row s, the prefix first. */
    const read = (rows: Float32Array, firstColumn: number, s: number, i: number): number =>
      (s < prefixLength
        ? (prefix as Float32Array)[s * prefixWidth + firstColumn + i]
        : rows[cache + (s - prefixLength) * width + i]) as number;
    for (let first = 0; first < heads * headDim; first += headDim) {
      let top = -Infinity;
      for (let s = 0; s < count; s++) {
        let score = 0;
        for (let i = first; i < first + headDim; i++)
          score += (q[own + i] as number) * read(keys, keyColumn, s, i);
        weights[s] = score / Math.sqrt(headDim);
        top = Math.max(top, weights[s] as number);
      }
      let total = 0;
      for (let s = 0; s < count; s++) {
        weights[s] = Math.exp((weights[s] as number) - top);
        total += weights[s] as number;
      }
      for (let i = first; i < first + headDim; i++) {
        let sum = 0;
        for (let s = 0; s < count; s++) sum += (weights[s] as number) * read(values, valueColumn, s, i);
        y[own + i] = sum / total;
      }
    }
  }
};

/** @file Prepended rows on the CPU. */
import type { CpuKernel } from '../../cpu/kernel.ts';
import { matrixShape } from '../../graph.ts';
import { at, attribute } from '../../op.ts';

export const prependRowsCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [source, x, y] = [at(inputs, 0).f32, at(inputs, 1).f32, at(outputs, 0)!.f32];
  const [added, wide] = matrixShape('prependRows', at(node.inputs, 0));
  const width = at(at(node.inputs, 1).shape, 1);
  const batchSize = attribute<number>(node, 'batchSize');
  const first = attribute<number>(node, 'firstColumn');
  const own = x.length / batchSize;
  for (let sequence = 0; sequence < batchSize; sequence++) {
    const begin = sequence * (added * width + own);
    for (let row = 0; row < added; row++) {
      const from = row * wide + first;
      y.set(source.subarray(from, from + width), begin + row * width);
    }
    y.set(x.subarray(sequence * own, (sequence + 1) * own), begin + added * width);
  }
};

export const prependRowsGradCpu: CpuKernel = (node, { inputs, outputs }) => {
  const [dy, sum] = [at(inputs, 0).f32, at(outputs, 0)!.f32];
  const partial = inputs[1];
  const [added, wide] = matrixShape('prependRowsGrad', at(node.outputs, 0));
  const width = at(at(node.inputs, 0).shape, 1);
  const batchSize = attribute<number>(node, 'batchSize');
  const first = attribute<number>(node, 'firstColumn');
  if (partial) sum.set(partial.f32);
  else sum.fill(0);
  const stride = dy.length / batchSize;
  for (let row = 0; row < added; row++) {
    for (let i = 0; i < width; i++) {
      const own = row * wide + first + i;
      for (let sequence = 0; sequence < batchSize; sequence++)
        sum[own] = (sum[own] as number) + (dy[sequence * stride + row * width + i] as number);
    }
  }
};

import { expect, it } from 'vitest';
import { Graph } from '../../graph.ts';
import { relativeError } from '../../testing/compare.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { randomArray } from '../../testing/random.ts';
import { columnSum } from './index.ts';

it.each([
  [1, 1],
  [3, 7],
  [64, 4],
  [200, 5],
])('sums %d rows of %d, alone and times another matrix', async (rows, width) => {
  const graph = new Graph();
  const [a, b] = ['a', 'b'].map((name) => randomArray(rows * width, name)) as [Float32Array, Float32Array];
  const matrix = (name: string, data: Float32Array) => graph.constant(name, [rows, width], data);
  const [first, second] = [matrix('a', a), matrix('b', b)];
  const sums = [columnSum(graph, first, null, [width]), columnSum(graph, first, second, [width, 1])];
  const runner = await OpRunner.create(await sharedGpu(), graph, sums, new Map());
  const [alone, product] = await runner.run();
  runner.dispose();
  const expected = (value: (i: number) => number) =>
    Array.from({ length: width }, (_, column) =>
      Array.from({ length: rows }, (_, row) => value(row * width + column)).reduce((x, y) => x + y),
    );
  expect(
    relativeError(
      alone!,
      expected((i) => a[i]!),
    ),
  ).toBeLessThan(1e-5);
  expect(
    relativeError(
      product!,
      expected((i) => a[i]! * b[i]!),
    ),
  ).toBeLessThan(1e-5);
});

import { norm, tensor } from '@tensorflow/tfjs';
import { expect, it } from 'vitest';
import { Graph } from '../../graph.ts';
import { relativeError } from '../../testing/compare.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { randomArray } from '../../testing/random.ts';
import { openTfjs } from '../../tfjs/index.ts';
import { unitNorm } from '../index.ts';

async function onGpu(shape: readonly [number, number], data: Float32Array): Promise<Float32Array> {
  const graph = new Graph();
  const y = unitNorm(graph, graph.parameter('x', shape));
  const runner = await OpRunner.create(await sharedGpu(), graph, [y], new Map([['x', { shape, data }]]));
  const [result] = await runner.run();
  runner.dispose();
  return result!;
}

// Fewer numbers than lanes of the workgroup, as many, and many more with a remainder.
it.each([
  [3, 5],
  [8, 8],
  [37, 29],
] as const)('divides a %i x %i matrix by its norm, as tfjs does', async (rows, columns) => {
  await openTfjs('cpu');
  const data = randomArray(rows * columns, 'unit norm', 3, 1);
  const length = norm(tensor(data.slice())).dataSync<'float32'>()[0]!;
  expect(
    relativeError(
      await onGpu([rows, columns], data),
      data.map((x) => x / length),
    ),
  ).toBeLessThan(1e-5);
});

it('leaves zeros as they are', async () => {
  expect(new Set(await onGpu([4, 3], new Float32Array(12)))).toEqual(new Set([0]));
});

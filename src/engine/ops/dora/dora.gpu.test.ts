import { expect, it } from 'vitest';
import { differentiate } from '../../autodiff.ts';
import { Graph, sizeOf, type Tensor } from '../../graph.ts';
import { relativeError } from '../../testing/compare.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { randomArray } from '../../testing/random.ts';
import { crossEntropy, dora, matmul } from '../index.ts';

interface Sizes {
  rows: number;
  inputs: number;
  outputs: number;
  rank: number;
}

/**
 * x (W + s B A)^T through DoRA. Finite differences include the change of the lengths, the gradient by definition does
 * not; to compare the two, `still` takes the lengths from constants of the same values.
 */
function traced(g: Graph, { rows, inputs, outputs, rank }: Sizes, residual: boolean, still: boolean): Tensor {
  const [weight, a, b] = (
    [
      ['weight', [outputs, inputs]],
      ['a', [rank, inputs]],
      ['b', [outputs, rank]],
    ] as const
  ).map(([name, shape]) => g.parameter(name, shape)) as [Tensor, Tensor, Tensor];
  const lengthsOf = (tensor: Tensor): Tensor =>
    still
      ? g.constant(`still ${tensor.name}`, tensor.shape, randomArray(sizeOf(tensor.shape), tensor.name, 0.7))
      : tensor;
  const x = g.parameter('x', [rows, inputs]);
  const down = matmul(g, 'nt', [{ a: x, b: a, scale: 1 }]);
  const product = matmul(g, 'nt', [
    { a: x, b: weight, scale: 1 },
    { a: down, b, scale: 0.6 },
  ]);
  return dora(g, product, {
    weight: lengthsOf(weight),
    a: lengthsOf(a),
    b: lengthsOf(b),
    scale: 0.6,
    magnitude: g.parameter('magnitude', [outputs]),
    residual: residual ? g.parameter('residual', [rows, outputs]) : null,
  });
}

const small = { rows: 5, inputs: 7, outputs: 6, rank: 2 };
const larger = { rows: 70, inputs: 12, outputs: 9, rank: 3 };

describeOp('dora', {
  'a small map': (g) => traced(g, small, false, true),
  'a map into a residual stream, more rows than lanes': (g) => traced(g, larger, true, true),
});

it('sends no gradient through the lengths', async () => {
  const gradients = await Promise.all(
    [true, false].map(async (still) => {
      const graph = new Graph();
      const y = traced(graph, small, true, still);
      const targets = graph.constant('targets', [small.rows], new Int32Array(small.rows).fill(2));
      crossEntropy(
        graph,
        y,
        targets,
        graph.constant('weights', [small.rows], new Float32Array(small.rows).fill(1)),
        graph.constant('weightSum', [1], Float32Array.of(small.rows)),
      );
      const values = new Map(
        graph.parameters.map(({ name, shape }) => [
          name,
          { shape, data: randomArray(sizeOf(shape), name, 0.7) },
        ]),
      );
      const found = differentiate(graph, graph.parameters);
      const runner = await OpRunner.create(await sharedGpu(), graph, [...found.values()], values);
      const read = await runner.run();
      runner.dispose();
      return read;
    }),
  );
  const [still, moving] = gradients as [Float32Array[], Float32Array[]];
  expect(moving).toHaveLength(6);
  moving.forEach((gradient, i) => {
    expect(relativeError(gradient, still[i]!)).toBeLessThan(1e-6);
  });
});

import { expect, it } from 'vitest';
import { differentiate } from '../../autodiff.ts';
import { Graph } from '../../graph.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { randomArray } from '../../testing/random.ts';
import { crossEntropy, linear } from '../index.ts';

// Every case of `describeOp` ends in a cross-entropy, so here it is alone.
describeOp('crossEntropy', {
  'of five rows': (g) => g.parameter('logits', [5, 11]),
  'of one row': (g) => g.parameter('logits', [1, 3]),
  'of more rows than a workgroup has': (g) => g.parameter('logits', [70, 9]),
  'of a linear map': (g) => linear(g, g.parameter('x', [4, 3]), g.parameter('w', [7, 3])),
});

interface Rows {
  logits: Float32Array;
  targets: number[];
  weights: number[];
}

async function scored({ logits, targets, weights }: Rows) {
  const rows = targets.length;
  const graph = new Graph();
  const parameter = graph.parameter('logits', [rows, logits.length / rows]);
  const sum = weights.reduce((a, b) => a + b, 0) || 1;
  const { loss, correct } = crossEntropy(
    graph,
    parameter,
    graph.constant('targets', [rows], Int32Array.from(targets)),
    graph.constant('weights', [rows], Float32Array.from(weights)),
    graph.constant('weightSum', [1], Float32Array.of(sum)),
  );
  const gradient = differentiate(graph, [parameter]).get(parameter)!;
  const values = new Map([['logits', { shape: parameter.shape, data: logits }]]);
  const runner = await OpRunner.create(await sharedGpu(), graph, [loss, correct, gradient], values);
  const [rowLoss, rowCorrect, dlogits] = await runner.run();
  runner.dispose();
  return { loss: [...rowLoss!], correct: [...rowCorrect!], gradient: dlogits! };
}

it('leaves masked rows out of the loss, of the accuracy and of the gradient', async () => {
  const { loss, correct, gradient } = await scored({
    logits: Float32Array.of(0, 5, 0, 0, 5, 0, 0, 5, 0),
    targets: [1, 1, 0],
    weights: [1, 0, 1],
  });
  expect(loss[1]).toBe(0);
  expect(correct).toEqual([1, 0, 0]);
  expect([...gradient.slice(3, 6)]).toEqual([0, 0, 0]);
  expect(loss[0]).toBeCloseTo(Math.log(1 + 2 * Math.exp(-5)), 5);
});

it('gives no gradient at all for a batch without weights', async () => {
  const { loss, gradient } = await scored({ logits: randomArray(8, 'l'), targets: [0, 1], weights: [0, 0] });
  expect(loss).toEqual([0, 0]);
  expect([...gradient]).toEqual(Array(8).fill(0));
});

it('weighs rows by their weights', async () => {
  const logits = Float32Array.of(1, 2, 1, 2);
  const { gradient } = await scored({ logits, targets: [0, 0], weights: [3, 1] });
  expect(gradient[0]! / gradient[2]!).toBeCloseTo(3, 5);
});

it('stays finite for logits as large as a diverging run makes them', async () => {
  const { loss, gradient } = await scored({
    logits: Float32Array.of(1e4, -1e4, 0),
    targets: [1],
    weights: [1],
  });
  expect(loss[0]).toBeCloseTo(2e4, 0);
  expect([...gradient]).toEqual([1, -1, 0]);
});

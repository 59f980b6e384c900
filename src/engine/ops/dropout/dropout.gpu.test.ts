import { describe, expect, it } from 'vitest';
import { Graph, sizeOf, type Tensor } from '../../graph.ts';
import { describeOp, STEP } from '../../testing/describeOp.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { dropout, linear } from '../index.ts';
import { isRetained } from './index.ts';

const stepOf = (graph: Graph): Tensor => graph.constant('step', [1], Int32Array.of(STEP));

describeOp('dropout', {
  'of a third': (g) => dropout(g, g.parameter('x', [5, 7]), stepOf(g), 0.33, 1),
  'of nothing': (g) => dropout(g, g.parameter('x', [2, 3]), stepOf(g), 0, 2),
  'before a linear map': (g) =>
    linear(g, dropout(g, g.parameter('x', [4, 8]), stepOf(g), 0.5, 0xffffffff), g.parameter('w', [3, 8])),
});

/** The kernel applied to ones. */
async function dropped(
  shape: [number, number],
  step: number,
  rate: number,
  salt: number,
): Promise<Float32Array> {
  const graph = new Graph();
  const ones = graph.constant('ones', shape, new Float32Array(sizeOf(shape)).fill(1));
  const y = dropout(graph, ones, graph.constant('step', [1], Int32Array.of(step)), rate, salt);
  const runner = await OpRunner.create(await sharedGpu(), graph, [y], new Map());
  const [values] = await runner.run();
  runner.dispose();
  return values!;
}

describe('the hash of dropout', () => {
  it.each([
    [1, 0],
    [2, 1],
    [399, 0x9e3779b9],
    [1_000_000, 4294967295],
  ])('retains the same numbers on the GPU as in JavaScript, step %d, salt %d', async (step, salt) => {
    const rate = 0.25;
    const values = await dropped([40, 33], step, rate, salt);
    const expected = Float32Array.from(values, (_, i) =>
      isRetained(i, step, salt, rate) ? 1 / (1 - rate) : 0,
    );
    expect(values).toEqual(expected);
  });

  it('retains a share of 1 - rate, and other numbers in other steps', async () => {
    const rate = 0.1;
    const [first, second] = [await dropped([100, 100], 1, rate, 7), await dropped([100, 100], 2, rate, 7)];
    const share = (values: Float32Array) => values.filter((value) => value > 0).length / values.length;
    for (const values of [first, second]) expect(share(values)).toBeCloseTo(1 - rate, 1);
    const bothDropped = first.filter((value, i) => value === 0 && second[i] === 0).length / first.length;
    expect(bothDropped).toBeLessThan(3 * rate * rate);
  });
});

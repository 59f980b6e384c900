import { expect, it } from 'vitest';
import { Graph } from '../../graph.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { type Activation, bias, linear } from '../index.ts';

describeOp('bias', {
  alone: (g) => bias(g, g.parameter('x', [3, 5]), g.parameter('b', [5])),
  'of more than a workgroup': (g) => bias(g, g.parameter('x', [70, 9]), g.parameter('b', [9])),
  'with a residual': (g) => {
    const x = linear(g, g.parameter('x', [4, 3]), g.parameter('w', [6, 3]));
    return bias(g, x, g.parameter('b', [6]), { residual: g.parameter('c', [4, 6]) });
  },
  'with tanh': (g) => bias(g, g.parameter('x', [4, 6]), g.parameter('b', [6]), { activation: 'tanh' }),
  'with GELU': (g) => bias(g, g.parameter('x', [4, 6]), g.parameter('b', [6]), { activation: 'gelu' }),
  // Far from the kink of ReLU, where finite differences are wrong.
  'with ReLU and a residual': (g) => {
    const b = g.constant('b', [6], Float32Array.of(3, -3, 4, -4, 3, 5));
    return bias(g, g.parameter('x', [4, 6]), b, { activation: 'relu', residual: g.parameter('c', [4, 6]) });
  },
  'with ReLU, whose values are trained': (g) => {
    const x = g.constant('x', [3, 2], Float32Array.of(4, -4, -5, 5, 3, 3));
    return bias(g, x, g.parameter('b', [2]), { activation: 'relu' });
  },
  'whose input alone is trained': (g) =>
    bias(g, g.parameter('x', [3, 5]), g.constant('b', [5], Float32Array.of(1, -1, 0.5, 0, 2)), {
      activation: 'gelu',
    }),
});

it.each<[Activation, number]>([
  ['tanh', 1],
  ['gelu', 300],
])('stays finite far out with %s', async (activation, most) => {
  const graph = new Graph();
  const x = graph.constant('x', [1, 4], Float32Array.of(-300, -20, 20, 300));
  const y = bias(graph, x, graph.constant('b', [4], new Float32Array(4)), { activation });
  const runner = await OpRunner.create(await sharedGpu(), graph, [y], new Map());
  const [values] = await runner.run();
  runner.dispose();
  expect(values![3]).toBeCloseTo(most, 4);
  expect(values![0]).toBeCloseTo(activation === 'tanh' ? -1 : 0, 4);
});

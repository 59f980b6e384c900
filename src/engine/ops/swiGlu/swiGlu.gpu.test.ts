import { expect, it } from 'vitest';
import { Graph } from '../../graph.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { swiGlu } from '../index.ts';

describeOp('swiGlu', {
  'of a few numbers': (g) => swiGlu(g, g.parameter('gate', [3, 5]), g.parameter('up', [3, 5])),
  'of more than a workgroup': (g) => swiGlu(g, g.parameter('gate', [9, 11]), g.parameter('up', [9, 11])),
});

it('stays finite for gates that are very large or very small', async () => {
  const graph = new Graph();
  const gates = Float32Array.of(-1000, -200, -80, 0, 80, 200, 1000);
  const gate = graph.constant('gate', [1, 7], gates);
  const up = graph.constant('up', [1, 7], new Float32Array(7).fill(1));
  const y = swiGlu(graph, gate, up);
  const runner = await OpRunner.create(await sharedGpu(), graph, [y], new Map());
  const [values] = await runner.run();
  runner.dispose();
  [...values!].forEach((value, i) => {
    expect(value).toBeCloseTo(Math.max(0, gates[i]!), 3);
  });
});

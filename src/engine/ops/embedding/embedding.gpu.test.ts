import type { Graph, Tensor } from '../../graph.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { embedding, linear } from '../index.ts';

const ids = (graph: Graph, ...list: number[]): Tensor =>
  graph.constant('ids', [list.length], Int32Array.from(list));

describeOp('embedding', {
  'of tokens that come back': (g) => embedding(g, g.parameter('table', [7, 5]), ids(g, 3, 0, 3, 6, 3)),
  'of one token': (g) => embedding(g, g.parameter('table', [4, 8]), ids(g, 2)),
  'of a token past the table': (g) => embedding(g, g.parameter('table', [4, 3]), ids(g, 1, 9)),
  'tied to the output': (g) => {
    const table = g.parameter('table', [7, 4]);
    return linear(g, embedding(g, table, ids(g, 6, 2, 2, 0)), table);
  },
});

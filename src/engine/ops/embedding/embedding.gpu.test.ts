import type { Graph, Tensor } from '../../graph.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { embedding, linear } from '../index.ts';

const ids = (graph: Graph, ...list: number[]): Tensor =>
  graph.constant('ids', [list.length], Int32Array.from(list));

describeOp('embedding', {
  'of tokens that come back': (g) => embedding(g, g.parameter('table', [7, 5]), ids(g, 3, 0, 3, 6, 3)),
  'of eight tokens': (g) => embedding(g, g.parameter('table', [6, 4]), ids(g, 5, 0, 5, 1, 1, 1, 1, 2)),
  'of one token': (g) => embedding(g, g.parameter('table', [4, 8]), ids(g, 2)),
  'of rows as wide as four vec4s': (g) => embedding(g, g.parameter('table', [5, 32]), ids(g, 4, 1, 4)),
  'of a token past the table': (g) => embedding(g, g.parameter('table', [4, 3]), ids(g, 9, 1)),
  'of tokens past the table, four at a time': (g) =>
    embedding(g, g.parameter('table', [4, 8]), ids(g, 1, 9, 3, 4)),
  'tied to the output, wide': (g) => {
    const table = g.parameter('table', [5, 16]);
    return linear(g, embedding(g, table, ids(g, 3, 3, 0)), table);
  },
  'tied to the output, no multiple of four': (g) => {
    const table = g.parameter('table', [6, 7]);
    return linear(g, embedding(g, table, ids(g, 5, 0, 5)), table);
  },
  'tied to the output': (g) => {
    const table = g.parameter('table', [7, 4]);
    return linear(g, embedding(g, table, ids(g, 6, 2, 2, 0)), table);
  },
});

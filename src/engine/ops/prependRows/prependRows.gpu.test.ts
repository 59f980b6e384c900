import { describeOp } from '../../testing/describeOp.ts';
import { add, linear, prependRows } from '../index.ts';

describeOp('prependRows', {
  'two in front of three sequences': (g) =>
    prependRows(g, g.parameter('front', [2, 5]), g.parameter('x', [12, 5]), 3),
  'one in front of one row': (g) => prependRows(g, g.parameter('front', [1, 4]), g.parameter('x', [1, 4]), 1),
  'some columns of a wider matrix, twice': (g) => {
    const front = g.parameter('front', [3, 11]);
    const x = g.parameter('x', [4, 4]);
    return add(g, prependRows(g, front, x, 2, 0), prependRows(g, front, x, 2, 7));
  },
  'columns that a product made': (g) => {
    const front = linear(g, g.parameter('a', [2, 3]), g.parameter('b', [6, 3]));
    const x = g.parameter('x', [70, 3]);
    return add(g, prependRows(g, front, x, 2, 3), prependRows(g, front, x, 2, 0));
  },
  'what alone is trained': (g) =>
    prependRows(g, g.parameter('front', [2, 3]), g.constant('x', [2, 3], new Float32Array(6).fill(0.5)), 2),
});

import { describeOp } from '../../testing/describeOp.ts';
import { add, linear, takeRows } from '../index.ts';

describeOp('takeRows', {
  'of three sequences': (g) => takeRows(g, g.parameter('x', [15, 5]), 3, 2),
  'the last row alone': (g) => takeRows(g, g.parameter('x', [4, 6]), 1, 3),
  'of two lengths, and a product': (g) => {
    const x = linear(g, g.parameter('x', [70, 4]), g.parameter('w', [3, 4]));
    return add(g, takeRows(g, x, 2, 5), takeRows(g, x, 2, 5));
  },
});

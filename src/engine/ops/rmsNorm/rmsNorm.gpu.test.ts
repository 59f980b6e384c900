import { describeOp } from '../../testing/describeOp.ts';
import { linear, rmsNorm } from '../index.ts';

describeOp('rmsNorm', {
  'four wide': (g) => rmsNorm(g, g.parameter('x', [3, 4]), g.parameter('weight', [4]), 1e-5),
  'seven wide': (g) => rmsNorm(g, g.parameter('x', [5, 7]), g.parameter('weight', [7]), 1e-5),
  'one row': (g) => rmsNorm(g, g.parameter('x', [1, 8]), g.parameter('weight', [8]), 1e-6),
  'more rows than lanes': (g) => rmsNorm(g, g.parameter('x', [70, 6]), g.parameter('weight', [6]), 1e-5),
  'an epsilon that counts': (g) => rmsNorm(g, g.parameter('x', [3, 5]), g.parameter('weight', [5]), 0.5),
  'in a residual stream': (g) => {
    const x = g.parameter('x', [3, 8]);
    return linear(g, rmsNorm(g, x, g.parameter('weight', [8]), 1e-5), g.parameter('w', [8, 8]), x);
  },
});

import { describeOp } from '../../testing/describeOp.ts';
import { linear, scaleColumns } from '../index.ts';

describeOp('scaleColumns', {
  'by a vector': (g) => scaleColumns(g, g.parameter('x', [3, 5]), g.parameter('s', [5])),
  'by a column, more than a workgroup': (g) =>
    scaleColumns(g, g.parameter('x', [70, 6]), g.parameter('s', [6, 1])),
  'before a linear map, by a row': (g) =>
    linear(g, scaleColumns(g, g.parameter('x', [4, 8]), g.parameter('s', [1, 8])), g.parameter('w', [3, 8])),
  'by factors that alone are trained': (g) =>
    scaleColumns(g, g.constant('x', [2, 3], Float32Array.of(1, 2, -3, 0.5, -1, 2)), g.parameter('s', [3])),
});

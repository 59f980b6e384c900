import { describeOp } from '../../testing/describeOp.ts';
import { add, linear } from '../index.ts';

describeOp('add', {
  'of two matrices': (graph) => {
    const product = linear(graph, graph.parameter('x', [3, 4]), graph.parameter('w', [5, 4]));
    return add(graph, graph.parameter('a', [3, 5]), product);
  },
  'of a matrix to itself': (graph) => {
    const a = graph.parameter('a', [2, 3]);
    return add(graph, a, a);
  },
});

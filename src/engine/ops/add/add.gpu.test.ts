import { describeOp } from '../../testing/describeOp.ts';
import { add } from '../index.ts';

describeOp('add', {
  'of two matrices': (graph) => add(graph, graph.parameter('a', [3, 5]), graph.parameter('b', [3, 5])),
  'of a matrix to itself': (graph) => {
    const a = graph.parameter('a', [2, 3]);
    return add(graph, a, a);
  },
});

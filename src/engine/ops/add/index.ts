/** @file Elementwise sum; sums gradients of several readers where no other dispatch can add them. */
import { type Graph, ShapeError, sameShape, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

/** a and b of one shape; returns that shape. */
export function add(graph: Graph, a: Tensor, b: Tensor): Tensor {
  if (!sameShape(a.shape, b.shape)) throw new ShapeError('add', `[${a.shape}] is not [${b.shape}]`);
  return at(graph.emit('add', [a, b], [a.shape]), 0);
}

export const addGradient: GradientRule = ({ outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  for (const i of [0, 1]) if (needs(i)) give(i, { kind: 'tensor', tensor: dy });
};

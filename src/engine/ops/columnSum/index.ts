/**
 * @file Sums over the rows of a matrix, or of the elementwise product of two: the gradient of whatever is the same for
 * every row (biases, factors). It only occurs in backward passes.
 */
import { type Graph, matrixShape, ShapeError, sameShape, sizeOf, type Tensor } from '../../graph.ts';
import { at } from '../../op.ts';

/** a, b [rows, width]; returns sum over rows of a (or a * b), laid out as `shape` of width numbers. */
export function columnSum(graph: Graph, a: Tensor, b: Tensor | null, shape: readonly number[]): Tensor {
  const [, width] = matrixShape('columnSum', a);
  if (b && !sameShape(a.shape, b.shape))
    throw new ShapeError('columnSum', `[${a.shape}] is not [${b.shape}]`);
  if (sizeOf(shape) !== width) throw new ShapeError('columnSum', `[${shape}] does not hold ${width} numbers`);
  return at(graph.emit('columnSum', b ? [a, b] : [a], [shape]), 0);
}

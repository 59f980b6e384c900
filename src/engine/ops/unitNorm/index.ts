/** @file A matrix divided by its Frobenius norm. Used by Muon's updates; it has no gradient. */
import { type Graph, matrixShape, type Tensor } from '../../graph.ts';
import { at } from '../../op.ts';

/** Keeps a matrix of zeros from being divided by zero. */
export const SMALLEST_NORM = 1e-7;

/** x [rows, columns]; returns x / max(|x|, 1e-7) of that shape. */
export function unitNorm(graph: Graph, x: Tensor): Tensor {
  matrixShape('unitNorm', x);
  return at(graph.emit('unitNorm', [x], [x.shape]), 0);
}

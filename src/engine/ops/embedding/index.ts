/** @file Row lookup: the rows of `table` named by `ids`. */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

/**
 * table [vocabulary, dModel], ids [rows] of i32; returns [rows, dModel]. Ids past the table read its last row,
 * and their gradient goes to it. */
export function embedding(graph: Graph, table: Tensor, ids: Tensor): Tensor {
  const [, width] = matrixShape('embedding', table);
  if (ids.dtype !== 'i32' || ids.shape.length !== 1)
    throw new ShapeError('embedding', 'ids must be a list of i32');
  return at(graph.emit('embedding', [table, ids], [[at(ids.shape, 0), width]]), 0);
}

/** The gradient sums, for every row of the table, the gradients of all places that looked it up. */
export const embeddingGradient: GradientRule = ({
  graph,
  node,
  outputGradients,
  needs,
  takePartial,
  give,
}) => {
  const gradient = outputGradients[0];
  if (!gradient || !needs(0)) return;
  const partial = takePartial(0);
  const inputs = [at(node.inputs, 1), gradient, ...(partial ? [partial] : [])];
  const [sum] = graph.emit('embeddingGrad', inputs, [at(node.inputs, 0).shape]);
  if (sum) give(0, { kind: 'tensor', tensor: sum });
};

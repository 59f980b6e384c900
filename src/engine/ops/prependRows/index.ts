/**
 * @file The same rows in front of every sequence: virtual tokens before embeddings (prompt tuning), virtual keys and
 * values before real ones (prefix tuning). The rows may be some columns of a wider matrix, since one matrix holds
 * the prefixes of all layers.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';
import { takeRows } from '../takeRows/index.ts';

/**
 * source [n, wide], x [batch * sequence, width]; returns [batch * (n + sequence), width]: in front of every sequence
 * the columns [firstColumn, firstColumn + width) of the source.
 */
export function prependRows(
  graph: Graph,
  source: Tensor,
  x: Tensor,
  batchSize: number,
  firstColumn = 0,
): Tensor {
  const [added, wide] = matrixShape('prependRows', source);
  const [rows, width] = matrixShape('prependRows', x);
  if (rows % batchSize !== 0)
    throw new ShapeError('prependRows', `${rows} rows are not ${batchSize} sequences`);
  if (firstColumn < 0 || firstColumn + width > wide)
    throw new ShapeError('prependRows', `columns ${firstColumn} to ${firstColumn + width} of ${wide}`);
  const shape = [rows + batchSize * added, width];
  return at(graph.emit('prependRows', [source, x], [shape], { batchSize, firstColumn }), 0);
}

/** The rows sum their gradients over the batch; other columns keep the gradients of other readers. */
export const prependRowsGradient: GradientRule = ({
  graph,
  node,
  outputGradients,
  needs,
  takePartial,
  give,
}) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const { batchSize } = node.attributes as { batchSize: number };
  const { shape } = at(node.inputs, 0);
  if (needs(0)) {
    const partial = takePartial(0);
    const inputs = partial ? [dy, partial] : [dy];
    const [sum] = graph.emit('prependRowsGrad', inputs, [shape], node.attributes);
    if (sum) give(0, { kind: 'tensor', tensor: sum });
  }
  if (needs(1)) give(1, { kind: 'tensor', tensor: takeRows(graph, dy, batchSize, at(shape, 0)) });
};

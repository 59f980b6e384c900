/** @file Removes the first rows of every sequence: those of virtual tokens. */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, attribute, type GradientRule } from '../../op.ts';

/** x [batch * (skip + sequence), width]; returns [batch * sequence, width]. */
export function takeRows(graph: Graph, x: Tensor, batchSize: number, skip: number): Tensor {
  const [rows, width] = matrixShape('takeRows', x);
  if (rows % batchSize !== 0 || rows / batchSize <= skip)
    throw new ShapeError('takeRows', `${rows} rows are not ${batchSize} sequences longer than ${skip}`);
  return at(graph.emit('takeRows', [x], [[rows - batchSize * skip, width]], { batchSize, skip }), 0);
}

/** Zeros for the removed rows. */
export const takeRowsGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy || !needs(0)) return;
  const skip = attribute<number>(node, 'skip');
  const [rows, width] = matrixShape('takeRows', dy);
  const zeros = graph.constant(`zeros.${graph.nodes.length}`, [skip, width], new Float32Array(skip * width));
  const batchSize = attribute<number>(node, 'batchSize');
  // `prependRows` by name: its folder imports this one for its own gradient.
  const shape = [rows + batchSize * skip, width];
  const dx = graph.emit('prependRows', [zeros, dy], [shape], { batchSize, firstColumn: 0 });
  give(0, { kind: 'tensor', tensor: at(dx, 0) });
};

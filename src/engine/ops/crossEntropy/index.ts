/**
 * @file Masked cross-entropy of next-token prediction, averaged over the weighted places:
 *   L = - sum_t w_t log softmax(logits_t)[target_t] / sum_t w_t
 * Forward and backward are one pass over the logits. The mean itself is taken by the executor from the rows.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

export interface CrossEntropyRows {
  /** Unweighted cross-entropy in nats per row; 0 where the weight is 0. [rows] */
  loss: Tensor;
  /** 1 where the likeliest token is the target and the weight is not 0. [rows] */
  correct: Tensor;
}

/** logits [rows, vocabulary]; targets [rows] of i32; weights [rows]; weightSum [1], at least the smallest weight. */
export function crossEntropy(
  graph: Graph,
  logits: Tensor,
  targets: Tensor,
  weights: Tensor,
  weightSum: Tensor,
): CrossEntropyRows {
  const [rows] = matrixShape('crossEntropy', logits);
  if (targets.shape[0] !== rows || weights.shape[0] !== rows) {
    throw new ShapeError(
      'crossEntropy',
      `${rows} rows of logits, targets [${targets.shape}], weights [${weights.shape}]`,
    );
  }
  const outputs = graph.emit(
    'crossEntropy',
    [logits, targets, weights, weightSum],
    [[rows], [rows], logits.shape],
  );
  return { loss: at(outputs, 0), correct: at(outputs, 1) };
}

/** Backward passes start here; the forward pass has computed the gradient with respect to the logits. */
export const crossEntropyGradient: GradientRule = ({ node, needs, give }) => {
  if (needs(0)) give(0, { kind: 'tensor', tensor: at(node.outputs, 2) });
};

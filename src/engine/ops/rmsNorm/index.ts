/**
 * @file Root-mean-square normalisation (Zhang & Sennrich 2019, arXiv 1910.07467, eq. 4), as Llama uses it:
 *   y = x / sqrt(mean(x^2) + eps) * weight
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, attribute, type GradientRule } from '../../op.ts';

/** x [rows, width], weight [width]; returns [rows, width]. */
export function rmsNorm(graph: Graph, x: Tensor, weight: Tensor, epsilon: number): Tensor {
  const [rows, width] = matrixShape('rmsNorm', x);
  if (weight.shape.length !== 1 || weight.shape[0] !== width)
    throw new ShapeError('rmsNorm', `weight [${weight.shape}] is not [${width}]`);
  // The second output, 1 / rms of every row, is stored for the backward pass.
  return at(graph.emit('rmsNorm', [x, weight], [[rows, width], [rows]], { epsilon }), 0);
}

export const rmsNormGradient: GradientRule = ({ graph, node, outputGradients, needs, takePartial, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const x = at(node.inputs, 0);
  const weight = at(node.inputs, 1);
  const inverse = at(node.outputs, 1);
  if (needs(0)) {
    const partial = takePartial(0);
    const inputs = [dy, x, weight, inverse, ...(partial ? [partial] : [])];
    const attributes = { epsilon: attribute<number>(node, 'epsilon') };
    give(0, { kind: 'tensor', tensor: at(graph.emit('rmsNormGradInput', inputs, [x.shape], attributes), 0) });
  }
  if (needs(1)) {
    give(1, {
      kind: 'tensor',
      tensor: at(graph.emit('rmsNormGradWeight', [dy, x, inverse], [weight.shape]), 0),
    });
  }
};

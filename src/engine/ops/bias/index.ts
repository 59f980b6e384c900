/**
 * @file A bias with the ops that usually follow it: y = f(x + b) (+ residual), with f one of a few activations.
 * GELU is the form with tanh (Hendrycks & Gimpel 2016, arXiv 1606.08415, section 2), as BERT's code has it.
 */
import { type Graph, matrixShape, ShapeError, sameShape, sizeOf, type Tensor } from '../../graph.ts';
import { at, attribute, type GradientRule } from '../../op.ts';
import { columnSum } from '../columnSum/index.ts';

export type Activation = 'none' | 'tanh' | 'gelu' | 'relu';

/** gelu(x) = x / 2 (1 + tanh(GELU_SCALE (x + GELU_CUBE x^3))). */
export const GELU_SCALE = Math.sqrt(2 / Math.PI);
export const GELU_CUBE = 0.044715;

/** x [rows, width], bias of width numbers, residual [rows, width]; returns [rows, width]. */
export function bias(
  graph: Graph,
  x: Tensor,
  values: Tensor,
  options: { activation?: Activation; residual?: Tensor | null } = {},
): Tensor {
  const { activation = 'none', residual = null } = options;
  const [, width] = matrixShape('bias', x);
  if (sizeOf(values.shape) !== width)
    throw new ShapeError('bias', `${values.name} [${values.shape}] does not hold ${width} numbers`);
  if (residual && !sameShape(residual.shape, x.shape))
    throw new ShapeError('bias', `the residual [${residual.shape}] is not [${x.shape}]`);
  const inputs = residual ? [x, values, residual] : [x, values];
  return at(graph.emit('bias', inputs, [x.shape], { activation }), 0);
}

export const biasGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  if (needs(2)) give(2, { kind: 'tensor', tensor: dy });
  if (!needs(0) && !needs(1)) return;
  const [x, values] = [at(node.inputs, 0), at(node.inputs, 1)];
  // The gradient of the activation's input.
  const inside =
    attribute<Activation>(node, 'activation') === 'none'
      ? dy
      : at(graph.emit('biasGrad', [x, values, dy], [x.shape], node.attributes), 0);
  if (needs(0)) give(0, { kind: 'tensor', tensor: inside });
  if (needs(1)) give(1, { kind: 'tensor', tensor: columnSum(graph, inside, null, values.shape) });
};

/** @file Every column times a factor of its own: y = x * s, as (IA)^3 scales activations (arXiv 2205.05638, section 3.3). */
import { type Graph, matrixShape, ShapeError, sizeOf, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';
import { columnSum } from '../columnSum/index.ts';

/** x [rows, width], factors of width numbers ([width], [width, 1] or [1, width]); returns [rows, width]. */
export function scaleColumns(graph: Graph, x: Tensor, factors: Tensor): Tensor {
  const [, width] = matrixShape('scaleColumns', x);
  if (sizeOf(factors.shape) !== width)
    throw new ShapeError('scaleColumns', `${factors.name} [${factors.shape}] does not hold ${width} numbers`);
  return at(graph.emit('scaleColumns', [x, factors], [x.shape]), 0);
}

export const scaleColumnsGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const [x, factors] = [at(node.inputs, 0), at(node.inputs, 1)];
  if (needs(0)) give(0, { kind: 'tensor', tensor: scaleColumns(graph, dy, factors) });
  if (needs(1)) give(1, { kind: 'tensor', tensor: columnSum(graph, dy, x, factors.shape) });
};

/**
 * @file DoRA's split of a map into direction and length (Liu et al. 2024, arXiv 2402.09353, eq. 5), one length for every
 * output as in PEFT:
 *   y = c + x m / n,   n = the lengths of the rows of W + s B A
 * where x is already the product with W + s B A. As the paper's section 4.3 proposes and PEFT does, n is a constant to
 * the backward pass: no gradient goes through it.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

export interface DoraParts {
  /** Frozen [out, in]. */
  weight: Tensor;
  /** [r, in] */
  a: Tensor;
  /** [out, r] */
  b: Tensor;
  /** Factor of B A. */
  scale: number;
  /** Learned lengths m [out]. */
  magnitude: Tensor;
  /** c [rows, out], or null. */
  residual: Tensor | null;
}

/** x [rows, out], the product with W + s B A; returns [rows, out]. */
export function dora(graph: Graph, x: Tensor, parts: DoraParts): Tensor {
  const { weight, a, b, scale, magnitude, residual } = parts;
  const [outputs, inputs] = matrixShape('doraNorm', weight);
  const [rank, aInputs] = matrixShape('doraNorm', a);
  const [bOutputs, bRank] = matrixShape('doraNorm', b);
  if (aInputs !== inputs || bOutputs !== outputs || bRank !== rank || weight.dtype !== 'f32')
    throw new ShapeError('doraNorm', `[${b.shape}] [${a.shape}] cannot be added to [${weight.shape}]`);
  const norm = at(graph.emit('doraNorm', [weight, a, b], [[outputs]], { scale }), 0);
  return doraScale(graph, x, magnitude, norm, residual);
}

/** c + x m / n; also its own gradient with respect to x. */
export function doraScale(
  graph: Graph,
  x: Tensor,
  magnitude: Tensor,
  norm: Tensor,
  addend: Tensor | null,
): Tensor {
  const [rows, outputs] = matrixShape('doraScale', x);
  for (const { shape } of [magnitude, norm])
    if (shape.length !== 1 || shape[0] !== outputs)
      throw new ShapeError('doraScale', `[${shape}] is not [${outputs}]`);
  if (addend && (addend.shape[0] !== rows || addend.shape[1] !== outputs))
    throw new ShapeError('doraScale', `addend [${addend.shape}] is not [${rows},${outputs}]`);
  const inputs = [x, magnitude, norm, ...(addend ? [addend] : [])];
  return at(graph.emit('doraScale', inputs, [[rows, outputs]]), 0);
}

export const doraScaleGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const [x, magnitude, norm] = [at(node.inputs, 0), at(node.inputs, 1), at(node.inputs, 2)];
  if (needs(0)) give(0, { kind: 'tensor', tensor: doraScale(graph, dy, magnitude, norm, null) });
  if (needs(1))
    give(1, {
      kind: 'tensor',
      tensor: at(graph.emit('doraGradMagnitude', [dy, x, norm], [magnitude.shape]), 0),
    });
  if (node.inputs.length > 3 && needs(3)) give(3, { kind: 'tensor', tensor: dy });
};

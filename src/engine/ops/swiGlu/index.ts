/** @file SwiGLU (Shazeer 2020, arXiv 2002.05202): silu(gate) * up, elementwise, with silu(x) = x sigmoid(x). */
import { type Graph, ShapeError, sameShape, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

/** gate and up of one shape; returns that shape. */
export function swiGlu(graph: Graph, gate: Tensor, up: Tensor): Tensor {
  if (!sameShape(gate.shape, up.shape))
    throw new ShapeError('swiGlu', `[${gate.shape}] is not [${up.shape}]`);
  return at(graph.emit('swiGlu', [gate, up], [gate.shape]), 0);
}

export const swiGluGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const [gate, up] = [at(node.inputs, 0), at(node.inputs, 1)];
  const outputs = graph.emit('swiGluGrad', [gate, up, dy], [gate.shape, up.shape]);
  for (const i of [0, 1]) if (needs(i)) give(i, { kind: 'tensor', tensor: at(outputs, i) });
};

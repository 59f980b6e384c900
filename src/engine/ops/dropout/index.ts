/**
 * @file Inverted dropout (Srivastava et al. 2014): every number is retained with probability 1 - rate and then scaled by
 * 1 / (1 - rate). Which ones are dropped is a hash of (seed, step, salt, index), so a run can be repeated bit by bit and
 * the backward pass needs no stored mask. Seed and step come as one input, `drawOf`, so that the kernels of all seeds are
 * the same.
 */
import { type Graph, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

/**
 * Number of a step's masks: an i32 that differs between the steps of a run and between seeds. Seeds start multiples of the
 * golden ratio apart (a Weyl sequence modulo 2^32), so the first 4,000 seeds share no number within 500,000 steps.
 */
export function drawOf(seed: number, step: number): number {
  return (Math.imul(seed, 0x9e3779b1) + step) | 0;
}

/** x of any shape, draw [1] of i32; returns x's shape. `salt` distinguishes the dropouts of one graph. */
export function dropout(graph: Graph, x: Tensor, draw: Tensor, rate: number, salt: number): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new ShapeError('dropout', `the rate ${rate} is not in [0, 1)`);
  return at(graph.emit('dropout', [x, draw], [x.shape], { rate, salt }), 0);
}

/** Whether element `index` is retained: the PCG hash of O'Neill (2014), the same on every backend. */
export function isRetained(index: number, draw: number, salt: number, rate: number): boolean {
  const mixed =
    (Math.imul(index, 0x9e3779b1) ^ Math.imul(draw + 1, 0x85ebca6b) ^ Math.imul(salt + 1, 0xc2b2ae35)) >>> 0;
  const state = (Math.imul(mixed, 747796405) + 2891336453) >>> 0;
  const word = Math.imul(((state >>> ((state >>> 28) + 4)) ^ state) >>> 0, 277803737) >>> 0;
  return ((word >>> 22) ^ word) >>> 0 >= Math.floor(rate * 4294967296);
}

export const dropoutGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy || !needs(0)) return;
  const { rate, salt } = node.attributes as { rate: number; salt: number };
  give(0, { kind: 'tensor', tensor: dropout(graph, dy, at(node.inputs, 1), rate, salt) });
};

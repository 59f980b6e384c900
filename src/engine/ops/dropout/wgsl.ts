/** @file Dropout on the GPU; the hash is that of `isRetained` in index.ts. */
import { sizeOf } from '../../graph.ts';
import { at, attribute, itemwise, type KernelRule, wgslFloat } from '../../op.ts';

export const dropoutKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  const rate = attribute<number>(node, 'rate');
  const salt = attribute<number>(node, 'salt');
  return itemwise(
    size,
    { reads: { x: at(node.inputs, 0), draw: at(node.inputs, 1) }, writes: { y: at(node.outputs, 0) } },
    `let mixed = (i * 0x9e3779b1u) ^ ((u32(draw[0]) + 1u) * 0x85ebca6bu) ^ (${Math.imul(salt + 1, 0xc2b2ae35) >>> 0}u);
  let state = mixed * 747796405u + 2891336453u;
  let word = ((state >> ((state >> 28u) + 4u)) ^ state) * 277803737u;
  let retained = ((word >> 22u) ^ word) >= ${Math.floor(rate * 4294967296)}u;
  y[i] = select(0.0, x[i] * ${wgslFloat(1 / (1 - rate))}, retained);`,
  );
};

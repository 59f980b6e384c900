/**
 * @file SwiGLU on the GPU, elementwise; the backward pass makes both gradients in one dispatch. The exponent is bounded:
 * WGSL leaves results beyond the largest f32 undefined (section 15.7.2), and exp(88) is within it.
 */
import { sizeOf } from '../../graph.ts';
import { at, itemwise, type KernelRule } from '../../op.ts';

const EXP_MINUS_G = 'exp(min(-g, 88.0))';

export const swiGluKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  return itemwise(
    size,
    { reads: { gate: at(node.inputs, 0), up: at(node.inputs, 1) }, writes: { y: at(node.outputs, 0) } },
    `let g = gate[i];
  y[i] = g / (1.0 + ${EXP_MINUS_G}) * up[i];`,
  );
};

export const swiGluGradKernel: KernelRule = (node) => {
  const size = sizeOf(at(node.outputs, 0).shape);
  return itemwise(
    size,
    {
      reads: { gate: at(node.inputs, 0), up: at(node.inputs, 1), dy: at(node.inputs, 2) },
      writes: { dgate: at(node.outputs, 0), dup: at(node.outputs, 1) },
    },
    `let g = gate[i];
  let sigmoid = 1.0 / (1.0 + ${EXP_MINUS_G});
  dgate[i] = dy[i] * up[i] * sigmoid * (1.0 + g * (1.0 - sigmoid));
  dup[i] = dy[i] * g * sigmoid;`,
  );
};

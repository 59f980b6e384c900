/** @file Bias and activation on the GPU, elementwise. */
import { matrixShape, sizeOf } from '../../graph.ts';
import { at, attribute, itemwise, type KernelRule, wgslFloat } from '../../op.ts';
import { type Activation, GELU_CUBE, GELU_SCALE } from './index.ts';

/** Past this, tanh is 1 in float32; drivers that compute it from exp overflow further out. */
const FLAT = 10;
const tanhOf = (x: string): string => `tanh(clamp(${x}, -${FLAT}.0, ${FLAT}.0))`;
const inner = `${wgslFloat(GELU_SCALE)} * (v + ${wgslFloat(GELU_CUBE)} * v * v * v)`;

const VALUES: Readonly<Record<Activation, string>> = {
  none: 'v',
  tanh: tanhOf('v'),
  gelu: `0.5 * v * (1.0 + ${tanhOf(inner)})`,
  relu: 'max(v, 0.0)',
};

/** Statements that store the derivative at v in `slope`. */
const SLOPES: Readonly<Record<Activation, string>> = {
  none: 'let slope = 1.0;',
  tanh: `let t = ${tanhOf('v')}; let slope = 1.0 - t * t;`,
  gelu: `let t = ${tanhOf(inner)};
  let slope = 0.5 * (1.0 + t) + 0.5 * v * (1.0 - t * t) * ${wgslFloat(GELU_SCALE)} * (1.0 + ${wgslFloat(3 * GELU_CUBE)} * v * v);`,
  relu: 'let slope = select(0.0, 1.0, v > 0.0);',
};

export const biasKernel: KernelRule = (node) => {
  const x = at(node.inputs, 0);
  const residual = node.inputs[2];
  const size = sizeOf(x.shape);
  const [, width] = matrixShape('bias', x);
  return itemwise(
    size,
    { reads: { x, b: at(node.inputs, 1), residual }, writes: { y: at(node.outputs, 0) } },
    `let v = x[i] + b[i % ${width}u];
  y[i] = ${VALUES[attribute<Activation>(node, 'activation')]}${residual ? ' + residual[i]' : ''};`,
  );
};

export const biasGradKernel: KernelRule = (node) => {
  const x = at(node.inputs, 0);
  const size = sizeOf(x.shape);
  const [, width] = matrixShape('biasGrad', x);
  return itemwise(
    size,
    { reads: { x, b: at(node.inputs, 1), dy: at(node.inputs, 2) }, writes: { dx: at(node.outputs, 0) } },
    `let v = x[i] + b[i % ${width}u];
  ${SLOPES[attribute<Activation>(node, 'activation')]}
  dx[i] = dy[i] * slope;`,
  );
};

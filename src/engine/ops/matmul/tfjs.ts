/** @file Sums of matrix products with tfjs. */
import { add, matMul, mul, type Tensor } from '@tensorflow/tfjs';
import { at } from '../../op.ts';
import type { Lowering } from '../../tfjs/lowering.ts';
import { productsOf } from './index.ts';

export const lowerMatmul: Lowering = (node, inputs) => {
  const { layout, products, addend } = productsOf(node);
  const terms = products.map(({ scale }, i): Tensor => {
    const product = matMul(at(inputs, 2 * i), at(inputs, 2 * i + 1), layout === 'tn', layout === 'nt');
    return scale === 1 ? product : mul(product, scale);
  });
  if (addend) terms.push(at(inputs, 2 * products.length));
  return [terms.reduce((sum, term) => add(sum, term))];
};

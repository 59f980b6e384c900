/**
 * @file The sum of matrix products, the only op that multiplies matrices:
 *   y = c + sum_i scale_i op(a_i) op(b_i)
 * One dispatch holds up to three products and one addend. That single shape covers a linear layer with its
 * residual, the low-rank path of LoRA (x W^T + s (x A^T) B^T), and the gradient of a tensor with several readers.
 * A frozen b may be packed (`engine/packed.ts`); kernels unpack it as they read.
 */
import { type Graph, isPacked, matrixShape, type Node, ShapeError, type Tensor } from '../../graph.ts';
import { at, attribute, type GradientRule, type MatmulLayout, type ProductTerm } from '../../op.ts';

export interface Product {
  a: Tensor;
  b: Tensor;
  scale: number;
}

/** WebGPU promises 8 storage buffers per stage: three products, one addend, one result. */
export const MAX_PRODUCTS = 3;

/** Extents [m, n, k] of one product in a layout. Throws `ShapeError` if the inner extents differ. */
export function productExtents(layout: MatmulLayout, a: Tensor, b: Tensor): [number, number, number] {
  const [a0, a1] = matrixShape('matmul', a);
  const [b0, b1] = matrixShape('matmul', b);
  const [m, k] = layout === 'tn' ? [a1, a0] : [a0, a1];
  const [n, kOfB] = layout === 'nt' ? [b0, b1] : [b1, b0];
  if (k !== kOfB)
    throw new ShapeError(
      'matmul',
      `${a.name} [${a.shape}] and ${b.name} [${b.shape}] do not fit as ${layout}`,
    );
  return [m, n, k];
}

/** Sum of one to three products of one layout, plus an optional addend of the result's shape [m, n]. */
export function matmul(
  graph: Graph,
  layout: MatmulLayout,
  products: readonly Product[],
  addend: Tensor | null = null,
): Tensor {
  if (products.length < 1 || products.length > MAX_PRODUCTS) {
    throw new ShapeError('matmul', `takes 1 to ${MAX_PRODUCTS} products, not ${products.length}`);
  }
  const [m, n] = productExtents(layout, at(products, 0).a, at(products, 0).b);
  for (const { a, b } of products) {
    if (isPacked(a.dtype) || (isPacked(b.dtype) && layout === 'tn'))
      throw new ShapeError('matmul', `a packed matrix can be b of the layouts nt and nn, nothing else`);
    const [mi, ni] = productExtents(layout, a, b);
    if (mi !== m || ni !== n)
      throw new ShapeError('matmul', `products of [${m},${n}] and [${mi},${ni}] cannot be added`);
  }
  if (addend) {
    const [rows, columns] = matrixShape('matmul', addend);
    if (rows !== m || columns !== n)
      throw new ShapeError('matmul', `addend [${addend.shape}] is not [${m},${n}]`);
  }
  const inputs = products.flatMap(({ a, b }) => [a, b]);
  const attributes = { layout, scales: products.map(({ scale }) => scale) };
  return at(graph.emit('matmul', addend ? [...inputs, addend] : inputs, [[m, n]], attributes), 0);
}

/** x [rows, in], weight [out, in] as Hugging Face stores it; returns x weight^T (+ residual) [rows, out]. */
export function linear(graph: Graph, x: Tensor, weight: Tensor, residual: Tensor | null = null): Tensor {
  return matmul(graph, 'nt', [{ a: x, b: weight, scale: 1 }], residual);
}

/** The products and the addend of a matmul node. */
export function productsOf(node: Node): { layout: MatmulLayout; products: Product[]; addend: Tensor | null } {
  const scales = node.attributes.scales as readonly number[];
  const products = scales.map((scale, i) => ({
    a: at(node.inputs, 2 * i),
    b: at(node.inputs, 2 * i + 1),
    scale,
  }));
  return {
    layout: attribute<MatmulLayout>(node, 'layout'),
    products,
    addend: node.inputs[2 * scales.length] ?? null,
  };
}

type Factors = Pick<ProductTerm, 'layout' | 'a' | 'b'>;

/** d(op(a) op(b)) for a gradient dy [m, n]. */
function factorGradients(layout: MatmulLayout, a: Tensor, b: Tensor, dy: Tensor): [Factors, Factors] {
  switch (layout) {
    case 'nt':
      return [
        { layout: 'nn', a: dy, b },
        { layout: 'tn', a: dy, b: a },
      ];
    case 'nn':
      return [
        { layout: 'nt', a: dy, b },
        { layout: 'tn', a, b: dy },
      ];
    case 'tn':
      return [
        { layout: 'nt', a: b, b: dy },
        { layout: 'nn', a, b: dy },
      ];
  }
}

export const matmulGradient: GradientRule = ({ node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const { layout, products, addend } = productsOf(node);
  products.forEach(({ a, b, scale }, i) => {
    const [forA, forB] = factorGradients(layout, a, b, dy);
    if (needs(2 * i)) give(2 * i, { kind: 'product', scale, ...forA });
    if (needs(2 * i + 1)) give(2 * i + 1, { kind: 'product', scale, ...forB });
  });
  const last = 2 * products.length;
  if (addend && needs(last)) give(last, { kind: 'tensor', tensor: dy });
};

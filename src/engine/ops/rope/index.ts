/**
 * @file Rotary position embedding (Su et al. 2021, arXiv 2104.09864) in Hugging Face's rotate-half order:
 * feature i of the first half of a head is rotated with feature i of the second half.
 * Queries and keys are rotated in one dispatch. Angles come from a table, since WGSL allows sin and cos an absolute
 * error of 2^-11.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

/**
 * query, key [rows, heads * headDim]; table [positions, headDim]: cosines then sines of the half-dimensions;
 * positions [rows] of i32. Returns both, rotated. `direction` -1 is the inverse rotation (the gradient).
 */
export function rope(
  graph: Graph,
  query: Tensor,
  key: Tensor,
  table: Tensor,
  positions: Tensor,
  headDim: number,
  direction: 1 | -1 = 1,
): [Tensor, Tensor] {
  const [rows, width] = matrixShape('rope', query);
  if (width % headDim !== 0 || headDim % 2 !== 0)
    throw new ShapeError('rope', `width ${width} holds no whole even heads of ${headDim}`);
  if (key.shape[0] !== rows || key.shape[1] !== width)
    throw new ShapeError('rope', `key [${key.shape}] is not [${query.shape}]`);
  if (table.shape[1] !== headDim)
    throw new ShapeError('rope', `table [${table.shape}] is not [*, ${headDim}]`);
  if (positions.shape[0] !== rows)
    throw new ShapeError('rope', `${positions.shape[0]} positions for ${rows} rows`);
  const outputs = graph.emit('rope', [query, key, table, positions], [query.shape, key.shape], {
    headDim,
    direction,
  });
  return [at(outputs, 0), at(outputs, 1)];
}

/** Cosines and sines of position * theta^(-2i / headDim): [positions, headDim], cosines first. */
export function ropeTable(positions: number, headDim: number, theta: number): Float32Array {
  const half = headDim / 2;
  const table = new Float32Array(positions * headDim);
  for (let position = 0; position < positions; position++) {
    for (let i = 0; i < half; i++) {
      const angle = position * theta ** ((-2 * i) / headDim);
      table[position * headDim + i] = Math.cos(angle);
      table[position * headDim + half + i] = Math.sin(angle);
    }
  }
  return table;
}

/** A rotation is orthogonal: its gradient is the inverse rotation. */
export const ropeGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  // Attention gives both gradients even where only one is wanted; reading the other would keep its kernels in the program.
  const dq = needs(0) ? outputGradients[0] : null;
  const dk = needs(1) ? outputGradients[1] : null;
  const [queryGradient, keyGradient] = [dq ?? dk, dk ?? dq];
  if (!queryGradient || !keyGradient) return;
  const { headDim, direction } = node.attributes as { headDim: number; direction: 1 | -1 };
  const [q, k] = rope(
    graph,
    queryGradient,
    keyGradient,
    at(node.inputs, 2),
    at(node.inputs, 3),
    headDim,
    direction === 1 ? -1 : 1,
  );
  if (dq) give(0, { kind: 'tensor', tensor: q });
  if (dk) give(1, { kind: 'tensor', tensor: k });
};

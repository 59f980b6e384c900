/**
 * @file Attention of one new token per sequence over the keys and values of all tokens before it, which it keeps:
 * what makes generation linear in length. Only used for generation, so it has no gradient.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at } from '../../op.ts';

/**
 * query, key, value [batch, heads * headDim]; caches [batch * context, heads * headDim]; positions [batch] of i32.
 * Writes key and value at each sequence's position, then attends over 0..position. Returns [batch, heads * headDim].
 */
export function cachedAttention(
  graph: Graph,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  keyCache: Tensor,
  valueCache: Tensor,
  positions: Tensor,
  shape: { heads: number; headDim: number; contextLength: number },
): Tensor {
  const [batchSize, width] = matrixShape('cachedAttention', query);
  const [rows] = matrixShape('cachedAttention', keyCache);
  if (
    rows !== batchSize * shape.contextLength ||
    width !== shape.heads * shape.headDim ||
    shape.headDim % 4 !== 0
  ) {
    throw new ShapeError(
      'cachedAttention',
      `query [${batchSize},${width}] does not fit a cache of ${rows} rows`,
    );
  }
  return at(
    graph.emit('cachedAttention', [query, key, value, keyCache, valueCache, positions], [query.shape], {
      ...shape,
    }),
    0,
  );
}

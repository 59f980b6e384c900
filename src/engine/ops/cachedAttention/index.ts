/**
 * @file Attention of one new token per sequence over the keys and values of all tokens before it, which it
 * caches, so that the time per token is linear in length. Used for generation only, so it has no gradient.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at } from '../../op.ts';

/** Learned keys and values in front of every sequence, all layers' in one matrix [n, wide]. */
export interface CachedPrefix {
  rows: Tensor;
  /** Where this layer's heads * headDim columns of keys begin, and those of values. */
  keyColumn: number;
  valueColumn: number;
}

/**
 * query, key, value [batch, heads * headDim]; caches [batch * context, heads * headDim]; positions [batch] of i32.
 * Writes key and value at each sequence's position, then attends over the prefix and 0..position. Returns [batch, heads * headDim].
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
  prefix: CachedPrefix | null = null,
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
  const inputs = [query, key, value, keyCache, valueCache, positions];
  if (!prefix) return at(graph.emit('cachedAttention', inputs, [query.shape], { ...shape }), 0);
  const { rows: prefixRows, keyColumn, valueColumn } = prefix;
  const [, wide] = matrixShape('cachedAttention', prefixRows);
  if (
    Math.max(keyColumn, valueColumn) + width > wide ||
    [wide, keyColumn, valueColumn].some((n) => n % 4 !== 0)
  )
    throw new ShapeError('cachedAttention', `columns ${keyColumn} and ${valueColumn} of ${wide}`);
  const attributes = { ...shape, keyColumn, valueColumn };
  return at(graph.emit('cachedAttention', [...inputs, prefixRows], [query.shape], attributes), 0);
}

/**
 * @file Row lookup in two tables, so that a decoder can feed virtual tokens: ids past the vocabulary name the rows of a
 * learned prompt. Only used for generation, so it has no gradient; while training, `prependRows` puts the prompt in.
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at } from '../../op.ts';

/**
 * table [vocabulary, dModel], prompt [n, dModel], ids [rows] of i32; returns [rows, dModel]. Id vocabulary + i reads row
 * i of the prompt; ids past both read its last row.
 */
export function promptedEmbedding(graph: Graph, table: Tensor, prompt: Tensor, ids: Tensor): Tensor {
  const [, width] = matrixShape('promptedEmbedding', table);
  const [, promptWidth] = matrixShape('promptedEmbedding', prompt);
  if (promptWidth !== width)
    throw new ShapeError('promptedEmbedding', `rows of ${promptWidth} beside rows of ${width}`);
  if (ids.dtype !== 'i32' || ids.shape.length !== 1)
    throw new ShapeError('promptedEmbedding', 'ids must be a list of i32');
  return at(graph.emit('promptedEmbedding', [table, prompt, ids], [[at(ids.shape, 0), width]]), 0);
}

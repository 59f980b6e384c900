/**
 * @file Causal multi-head self-attention (Vaswani et al. 2017, eq. 1) over rows of [batch * sequence, width].
 * No score matrix is stored: the forward pass uses the online softmax and stores one log-sum-exp per row, the
 * backward pass recomputes the weights (FlashAttention, Dao et al. 2022, arXiv 2205.14135, algorithm 4).
 */
import { type Graph, matrixShape, ShapeError, type Tensor } from '../../graph.ts';
import { at, type GradientRule } from '../../op.ts';

export interface AttentionShape {
  batchSize: number;
  sequenceLength: number;
  heads: number;
  headDim: number;
  /** Keys and values that stand in front of every sequence and that all its rows see; 0 by default. */
  prefixLength?: number;
}

/**
 * query [batch * sequence, heads * headDim], key and value [batch * (prefix + sequence), heads * headDim]; returns the
 * query's shape. Row t of a sequence sees the prefix and the sequence's rows 0..t.
 */
export function attention(
  graph: Graph,
  query: Tensor,
  key: Tensor,
  value: Tensor,
  shape: AttentionShape,
): Tensor {
  const { batchSize, sequenceLength, heads, headDim, prefixLength = 0 } = shape;
  for (const tensor of [query, key, value]) {
    const [rows, width] = matrixShape('attention', tensor);
    const length = sequenceLength + (tensor === query ? 0 : prefixLength);
    if (rows !== batchSize * length || width !== heads * headDim) {
      throw new ShapeError(
        'attention',
        `${tensor.name} [${rows},${width}] is not [${batchSize}*${length},${heads}*${headDim}]`,
      );
    }
  }
  if (headDim % 4 !== 0) throw new ShapeError('attention', `headDim ${headDim} is no multiple of 4`);
  const statistics = [batchSize * heads * sequenceLength];
  return at(graph.emit('attention', [query, key, value], [query.shape, statistics], { ...shape }), 0);
}

export const attentionGradient: GradientRule = ({ graph, node, outputGradients, needs, give }) => {
  const dy = outputGradients[0];
  if (!dy) return;
  const [query, key, value] = [at(node.inputs, 0), at(node.inputs, 1), at(node.inputs, 2)];
  const [output, logSumExp] = [at(node.outputs, 0), at(node.outputs, 1)];
  // delta = rowsum(dy * y), which both gradients need, is an output of the query's gradient.
  const [dq, delta] = graph.emit(
    'attentionGradQuery',
    [query, key, value, output, logSumExp, dy],
    [query.shape, logSumExp.shape],
    node.attributes,
  );
  if (needs(0)) give(0, { kind: 'tensor', tensor: at([dq], 0) as Tensor });
  if (!needs(1) && !needs(2)) return;
  const [dk, dv] = graph.emit(
    'attentionGradKeyValue',
    [query, key, value, logSumExp, delta as Tensor, dy],
    [key.shape, value.shape],
    node.attributes,
  );
  if (needs(1)) give(1, { kind: 'tensor', tensor: dk as Tensor });
  if (needs(2)) give(2, { kind: 'tensor', tensor: dv as Tensor });
};

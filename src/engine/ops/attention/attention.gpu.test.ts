import { type Graph, sizeOf, type Tensor } from '../../graph.ts';
import { type Build, describeOp } from '../../testing/describeOp.ts';
import { randomArray } from '../../testing/random.ts';
import { type AttentionShape, attention } from '../index.ts';

const tiny: AttentionShape = { batchSize: 2, sequenceLength: 5, heads: 3, headDim: 4 };

/** Those of query, key and value that are named are trained, the others are fixed. */
function over(shape: AttentionShape, trained = ['query', 'key', 'value']): Build {
  return (graph: Graph) => {
    const { batchSize, sequenceLength, heads, headDim, prefixLength = 0 } = shape;
    const tensor = (name: string): Tensor => {
      const length = sequenceLength + (name === 'query' ? 0 : prefixLength);
      const extents = [batchSize * length, heads * headDim];
      return trained.includes(name)
        ? graph.parameter(name, extents)
        : graph.constant(name, extents, randomArray(sizeOf(extents), name));
    };
    return attention(graph, tensor('query'), tensor('key'), tensor('value'), shape);
  };
}

describeOp('attention', {
  'of two sequences': over(tiny),
  'of one token': over({ ...tiny, sequenceLength: 1 }),
  'of one head of eight': over({ batchSize: 1, sequenceLength: 7, heads: 1, headDim: 8 }),
  'of more rows than a workgroup has': over({ batchSize: 1, sequenceLength: 37, heads: 2, headDim: 4 }),
  'behind a prefix': over({ ...tiny, prefixLength: 3 }),
  'behind a prefix, of more rows than a workgroup has': over({
    ...tiny,
    batchSize: 1,
    sequenceLength: 33,
    prefixLength: 6,
  }),
  'with trained queries only': over(tiny, ['query']),
  'with trained keys only': over(tiny, ['key']),
  'with trained values only': over(tiny, ['value']),
});

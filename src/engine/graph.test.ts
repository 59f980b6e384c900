/** @file A wrong model fails while it is traced, with an error that names the op and the shapes. */
import { describe, expect, it } from 'vitest';
import { Graph, ShapeError, sizeOf } from './graph.ts';
import { isRetained } from './ops/dropout/index.ts';
import {
  add,
  attention,
  cachedAttention,
  crossEntropy,
  dropout,
  embedding,
  matmul,
  rmsNorm,
  rope,
  swiGlu,
} from './ops/index.ts';

const g = () => {
  const graph = new Graph();
  let made = 0;
  return { graph, p: (...shape: number[]) => graph.parameter(`p${made++}`, shape) };
};

const wrong: Record<string, () => unknown> = {
  'add: of two shapes': () => {
    const { graph, p } = g();
    add(graph, p(2, 3), p(3, 2));
  },
  'matmul: inner extents that differ': () => {
    const { graph, p } = g();
    matmul(graph, 'nt', [{ a: p(2, 3), b: p(4, 5), scale: 1 }]);
  },
  'matmul: no product': () => matmul(new Graph(), 'nt', []),
  'matmul: four products': () => {
    const { graph, p } = g();
    matmul(
      graph,
      'nt',
      Array.from({ length: 4 }, () => ({ a: p(1, 1), b: p(1, 1), scale: 1 })),
    );
  },
  'matmul: products of different results': () => {
    const { graph, p } = g();
    matmul(graph, 'nt', [
      { a: p(2, 3), b: p(4, 3), scale: 1 },
      { a: p(2, 3), b: p(5, 3), scale: 1 },
    ]);
  },
  'matmul: an addend of another shape': () => {
    const { graph, p } = g();
    matmul(graph, 'nt', [{ a: p(2, 3), b: p(4, 3), scale: 1 }], p(4, 2));
  },
  'matmul: a vector': () => {
    const { graph, p } = g();
    matmul(graph, 'nt', [{ a: p(3), b: p(4, 3), scale: 1 }]);
  },
  'rmsNorm: a weight of another width': () => {
    const { graph, p } = g();
    rmsNorm(graph, p(2, 3), p(4), 1e-5);
  },
  'swiGlu: of two shapes': () => {
    const { graph, p } = g();
    swiGlu(graph, p(2, 3), p(2, 4));
  },
  'embedding: ids that are no whole numbers': () => {
    const { graph, p } = g();
    embedding(graph, p(4, 3), p(2));
  },
  'rope: a width that holds no whole heads': () => {
    const { graph, p } = g();
    rope(graph, p(2, 6), p(2, 6), p(8, 4), graph.input('at', [2], 'i32'), 4);
  },
  'rope: keys that are not the queries in shape': () => {
    const { graph, p } = g();
    rope(graph, p(2, 8), p(2, 4), p(8, 4), graph.input('at', [2], 'i32'), 4);
  },
  'rope: a table of other heads': () => {
    const { graph, p } = g();
    rope(graph, p(2, 8), p(2, 8), p(8, 8), graph.input('at', [2], 'i32'), 4);
  },
  'rope: positions for other rows': () => {
    const { graph, p } = g();
    rope(graph, p(2, 8), p(2, 8), p(8, 4), graph.input('at', [3], 'i32'), 4);
  },
  'attention: rows that are no batch of sequences': () => {
    const { graph, p } = g();
    attention(graph, p(5, 8), p(5, 8), p(5, 8), { batchSize: 2, sequenceLength: 3, heads: 2, headDim: 4 });
  },
  'attention: heads that vec4 cannot hold': () => {
    const { graph, p } = g();
    attention(graph, p(2, 6), p(2, 6), p(2, 6), { batchSize: 1, sequenceLength: 2, heads: 1, headDim: 6 });
  },
  'cachedAttention: a cache of another length': () => {
    const { graph, p } = g();
    const shape = { heads: 1, headDim: 4, contextLength: 8 };
    const at = graph.input('at', [1], 'i32');
    cachedAttention(graph, p(1, 4), p(1, 4), p(1, 4), p(7, 4), p(7, 4), at, shape);
  },
  'crossEntropy: targets for other rows': () => {
    const { graph, p } = g();
    crossEntropy(graph, p(2, 3), graph.input('targets', [3], 'i32'), p(2), p(1));
  },
  'dropout: a rate of one': () => {
    const { graph, p } = g();
    dropout(graph, p(2, 3), graph.input('step', [1], 'i32'), 1, 0);
  },
  'parameter: one name, two shapes': () => {
    const graph = new Graph();
    graph.parameter('w', [2]);
    graph.parameter('w', [3]);
  },
  'input: a name that is taken': () => {
    const graph = new Graph();
    graph.parameter('w', [2]);
    graph.input('w', [2], 'f32');
  },
  'input: an extent of zero': () => new Graph().input('x', [0], 'f32'),
  'constant: numbers that do not fill the shape': () =>
    new Graph().constant('c', [2, 2], new Float32Array(3)),
};

describe('a shape that does not fit', () => {
  it.each(Object.entries(wrong))('%s', (name, build) => {
    expect(build).toThrow(ShapeError);
    expect(build).toThrow(name.split(':')[0]);
  });
});

it('gives the same tensor for a parameter asked for twice (tied weights)', () => {
  const graph = new Graph();
  expect(graph.parameter('w', [2, 3])).toBe(graph.parameter('w', [2, 3]));
  expect(graph.parameters).toHaveLength(1);
  expect(sizeOf([])).toBe(1);
});

it('drops the given share of numbers', () => {
  const indices = Array.from({ length: 20_000 }, (_, i) => i);
  for (const rate of [0, 0.1, 0.5, 0.9]) {
    const dropped = indices.filter((i) => !isRetained(i, 3, 1, rate)).length / indices.length;
    expect(dropped).toBeCloseTo(rate, 1);
  }
});

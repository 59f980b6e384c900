import { describeOp } from '../../testing/describeOp.ts';
import { linear, matmul } from '../index.ts';

describeOp('matmul', {
  'nt, multiples of four': (g) =>
    matmul(g, 'nt', [{ a: g.parameter('a', [4, 8]), b: g.parameter('b', [12, 8]), scale: 1 }]),
  'nn, multiples of four': (g) =>
    matmul(g, 'nn', [{ a: g.parameter('a', [4, 8]), b: g.parameter('b', [8, 12]), scale: 1 }]),
  'tn, multiples of four': (g) =>
    matmul(g, 'tn', [{ a: g.parameter('a', [8, 4]), b: g.parameter('b', [8, 12]), scale: 1 }]),
  'nt, no multiples of four': (g) =>
    matmul(g, 'nt', [{ a: g.parameter('a', [3, 7]), b: g.parameter('b', [5, 7]), scale: -0.5 }]),
  'nn, no multiples of four': (g) =>
    matmul(g, 'nn', [{ a: g.parameter('a', [3, 7]), b: g.parameter('b', [7, 5]), scale: -0.5 }]),
  'tn, no multiples of four': (g) =>
    matmul(g, 'tn', [{ a: g.parameter('a', [7, 3]), b: g.parameter('b', [7, 5]), scale: -0.5 }]),
  'nt, one row': (g) =>
    matmul(g, 'nt', [{ a: g.parameter('a', [1, 8]), b: g.parameter('b', [12, 8]), scale: 1 }]),
  'nn, one row, narrow': (g) =>
    matmul(g, 'nn', [{ a: g.parameter('a', [1, 4]), b: g.parameter('b', [4, 3]), scale: 1 }]),
  'low rank of one': (g) => {
    const down = linear(g, g.parameter('x', [6, 8]), g.parameter('A', [1, 8]));
    return linear(g, down, g.parameter('B', [5, 1]));
  },
  'low rank of one, wide': (g) => {
    const down = linear(g, g.parameter('x', [8, 4]), g.parameter('A', [1, 4]));
    return linear(g, down, g.parameter('B', [8, 1]));
  },
  'a sum of three of different depth, with an addend': (g) =>
    matmul(
      g,
      'nt',
      [
        { a: g.parameter('a0', [5, 4]), b: g.parameter('b0', [8, 4]), scale: 1 },
        { a: g.parameter('a1', [5, 3]), b: g.parameter('b1', [8, 3]), scale: 2 },
        { a: g.parameter('a2', [5, 1]), b: g.parameter('b2', [8, 1]), scale: -0.25 },
      ],
      g.parameter('c', [5, 8]),
    ),
  'four readers of one tensor': (g) => {
    const x = g.parameter('x', [4, 4]);
    const products = [0, 1, 2].map((i) => ({ a: x, b: g.parameter(`b${i}`, [4, 4]), scale: 1 + i }));
    return linear(
      g,
      matmul(g, 'nt', products),
      g.parameter('w', [5, 4]),
      linear(g, x, g.parameter('v', [5, 4])),
    );
  },
  'nt, tall tiles': (g) =>
    matmul(
      g,
      'nt',
      [
        { a: g.parameter('a', [64, 8]), b: g.parameter('b', [256, 8]), scale: 1 },
        { a: g.parameter('a1', [64, 3]), b: g.parameter('b1', [256, 3]), scale: 0.5 },
      ],
      g.parameter('c', [64, 256]),
    ),
  'nn, tall tiles': (g) =>
    matmul(g, 'nn', [{ a: g.parameter('a', [64, 8]), b: g.parameter('b', [8, 256]), scale: 1 }]),
  'tn, tall tiles': (g) =>
    matmul(g, 'tn', [{ a: g.parameter('a', [5, 64]), b: g.parameter('b', [5, 256]), scale: -2 }]),
  'tn, tall and narrow tiles': (g) =>
    matmul(g, 'tn', [{ a: g.parameter('a', [3, 1024]), b: g.parameter('b', [3, 5]), scale: 1 }]),
  'more groups than one': (g) =>
    matmul(g, 'nt', [{ a: g.parameter('a', [37, 6]), b: g.parameter('b', [70, 6]), scale: 0.5 }]),
});

import { describe, expect, it } from 'vitest';
import type { Graph, Tensor } from '../../graph.ts';
import { describeOp } from '../../testing/describeOp.ts';
import { add, rope, ropeTable } from '../index.ts';

function turned(
  graph: Graph,
  rows: number,
  heads: number,
  headDim: number,
  direction: 1 | -1 = 1,
): [Tensor, Tensor] {
  const table = graph.constant('table', [16, headDim], ropeTable(16, headDim, 100));
  const positions = graph.constant(
    'positions',
    [rows],
    Int32Array.from({ length: rows }, (_, i) => (7 * i + 3) % 16),
  );
  const width = heads * headDim;
  const query = graph.parameter('query', [rows, width]);
  return rope(graph, query, graph.parameter('key', [rows, width]), table, positions, headDim, direction);
}

describeOp('rope', {
  'queries and keys': (g) => add(g, ...turned(g, 5, 2, 4)),
  'heads of six': (g) => add(g, ...turned(g, 3, 3, 6)),
  'one row': (g) => add(g, ...turned(g, 1, 1, 8)),
  'turned back': (g) => add(g, ...turned(g, 4, 2, 4, -1)),
});

describe('the table of rope', () => {
  it('holds cosines, then sines, of position over theta to the power of 2i / headDim', () => {
    const table = ropeTable(3, 4, 100);
    expect(table[2 * 4 + 1]).toBeCloseTo(Math.cos(2 / 10), 6);
    expect(table[2 * 4 + 3]).toBeCloseTo(Math.sin(2 / 10), 6);
    expect([...table.slice(0, 4)]).toEqual([1, 1, 0, 0]);
  });
});

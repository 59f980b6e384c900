import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byteLengthOf, Graph, type Tensor } from './graph.ts';
import { add, linear, rmsNorm } from './ops/index.ts';
import { assignSlots, liveNodes } from './plan.ts';

const value = (id: number, floats: number): Tensor => ({
  id,
  name: `v${id}`,
  shape: [floats],
  dtype: 'f32',
  kind: 'value',
});

describe('live nodes', () => {
  it('leaves out what no result needs, and keeps the order', () => {
    const graph = new Graph();
    const x = graph.parameter('x', [2, 4]);
    const first = linear(graph, x, graph.parameter('w', [4, 4]));
    linear(graph, first, graph.parameter('unused', [3, 4]));
    const last = add(graph, first, x);
    const { nodes, used } = liveNodes(graph, [last]);
    expect(nodes.map(({ op }) => op)).toEqual(['matmul', 'add']);
    expect(used.has(graph.find('unused')!)).toBe(false);
    expect(used.has(last)).toBe(true);
  });

  it('reports which outputs are not read, so that kernels can skip them', () => {
    const graph = new Graph();
    const y = rmsNorm(graph, graph.parameter('x', [2, 4]), graph.parameter('w', [4]), 1e-5);
    const [inverse] = graph.nodes[0]!.outputs.slice(1);
    expect(liveNodes(graph, [y]).used.has(inverse!)).toBe(false);
  });
});

describe('slots', () => {
  it('uses a slot again once its value is no longer read', () => {
    const [a, b, c] = [value(0, 4), value(1, 4), value(2, 4)];
    const { bytes, of } = assignSlots([[a], [a, b], [b, c]], () => false);
    expect(of.get(a)).toBe(of.get(c));
    expect(bytes).toEqual([16, 16]);
  });

  it('takes the tightest slot that is large enough', () => {
    const [small, large, next] = [value(0, 4), value(1, 100), value(2, 3)];
    const { of } = assignSlots([[small, large], [next]], () => false);
    expect(of.get(next)).toBe(of.get(small));
  });

  it('lets a slot grow when none is large enough', () => {
    const [small, large] = [value(0, 4), value(1, 100)];
    expect(assignSlots([[small], [large]], () => false).bytes).toEqual([400]);
  });

  it('leaves what the caller has placed alone', () => {
    const [mine, yours] = [value(0, 4), value(1, 4)];
    const { of } = assignSlots([[mine, yours]], (tensor) => tensor === yours);
    expect([...of.keys()]).toEqual([mine]);
  });

  it('never gives one slot to two values that live at the same time', () => {
    const program = fc
      .array(fc.integer({ min: 1, max: 64 }), { minLength: 1, maxLength: 12 })
      .chain((sizes) =>
        fc.record({
          sizes: fc.constant(sizes),
          steps: fc.array(fc.uniqueArray(fc.nat(sizes.length - 1), { minLength: 1, maxLength: 4 }), {
            maxLength: 20,
          }),
        }),
      );
    fc.assert(
      fc.property(program, ({ sizes, steps }) => {
        const values = sizes.map((floats, id) => value(id, floats));
        const touched = steps.map((step) => step.map((i) => values[i]!));
        const { bytes, of } = assignSlots(touched, () => false);
        const range = (tensor: Tensor) => {
          const at = touched.flatMap((step, i) => (step.includes(tensor) ? [i] : []));
          return [at[0]!, at.at(-1)!] as const;
        };
        for (const [tensor, slot] of of) {
          expect(bytes[slot]).toBeGreaterThanOrEqual(byteLengthOf(tensor));
          const [begin, end] = range(tensor);
          for (const [other, otherSlot] of of) {
            if (other === tensor || otherSlot !== slot) continue;
            const [otherBegin, otherEnd] = range(other);
            expect(otherBegin > end || otherEnd < begin).toBe(true);
          }
        }
      }),
    );
  });
});

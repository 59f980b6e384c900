import { expect, it } from 'vitest';
import { Graph, type Tensor } from '../../graph.ts';
import { relativeError } from '../../testing/compare.ts';
import { sharedGpu } from '../../testing/gpu.ts';
import { OpRunner } from '../../testing/opRunner.ts';
import { randomArray } from '../../testing/random.ts';
import { attention, cachedAttention, prependRows } from '../index.ts';

const NAMES = ['query', 'key', 'value'] as const;

it.each([
  { heads: 3, headDim: 4, sequenceLength: 6 },
  { heads: 1, headDim: 8, sequenceLength: 1 },
  { heads: 17, headDim: 4, sequenceLength: 3 },
  { heads: 3, headDim: 4, sequenceLength: 5, prefixLength: 2 },
  { heads: 1, headDim: 8, sequenceLength: 1, prefixLength: 7 },
])('gives, token by token, what attention gives at once: %o', async (shape) => {
  const { heads, headDim, sequenceLength, prefixLength = 0 } = shape;
  const gpu = await sharedGpu();
  const width = heads * headDim;
  const all = new Map(
    NAMES.map((name) => [
      name,
      { shape: [sequenceLength, width], data: randomArray(sequenceLength * width, name) },
    ]),
  );
  // The prefix of a second layer, values and keys in the other order.
  const wide = [Math.max(1, prefixLength), 4 * width];
  const [keyColumn, valueColumn] = [3 * width, 2 * width];
  const prefix = { shape: wide, data: randomArray(wide[0]! * wide[1]!, 'prefix') };

  const whole = new Graph();
  const [q, k, v] = NAMES.map((name) => whole.parameter(name, [sequenceLength, width])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const before = (x: Tensor, column: number): Tensor =>
    prefixLength > 0 ? prependRows(whole, whole.parameter('prefix', wide), x, 1, column) : x;
  const extents = { batchSize: 1, sequenceLength, heads, headDim, prefixLength };
  const atOnce = attention(whole, q, before(k, keyColumn), before(v, valueColumn), extents);
  const wholeRunner = await OpRunner.create(gpu, whole, [atOnce], new Map([...all, ['prefix', prefix]]));
  const [expected] = await wholeRunner.run();

  const contextLength = sequenceLength + 2;
  const step = new Graph();
  const [query, key, value] = NAMES.map((name) => step.parameter(name, [1, width]));
  const caches = ['keys', 'values'].map((name) => step.state(name, [contextLength, width]));
  const positions = step.input('positions', [1], 'i32');
  const y = cachedAttention(
    step,
    query!,
    key!,
    value!,
    caches[0]!,
    caches[1]!,
    positions,
    { heads, headDim, contextLength },
    prefixLength > 0 ? { rows: step.parameter('prefix', wide), keyColumn, valueColumn } : null,
  );
  const first = new Map(
    NAMES.map((name) => [name, { shape: [1, width], data: all.get(name)!.data.slice(0, width) }]),
  );
  const stepRunner = await OpRunner.create(gpu, step, [y], new Map([...first, ['prefix', prefix]]));

  for (let row = 0; row < sequenceLength; row++) {
    const range = [row * width, (row + 1) * width] as const;
    for (const name of NAMES) stepRunner.setParameter(name, [1, width], all.get(name)!.data.slice(...range));
    stepRunner.setInput('positions', Int32Array.of(row));
    const [actual] = await stepRunner.run();
    expect(relativeError(actual!, expected!.slice(...range)), `row ${row}`).toBeLessThan(1e-5);
  }
  wholeRunner.dispose();
  stepRunner.dispose();
});

import { describe, expect, it } from 'vitest';
import { createRandom } from '../world/random.ts';
import { effectiveRank, singularValues, stableRank } from './singular-values.ts';

function gaussian(rows: number, columns: number, seed: number): Float64Array {
  const random = createRandom('svd', seed);
  return Float64Array.from({ length: rows * columns }, () => random.normal());
}

function product(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number) {
  return Float64Array.from({ length: rows * columns }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < inner; k++)
      sum += a[Math.floor(i / columns) * inner + k]! * b[k * columns + (i % columns)]!;
    return sum;
  });
}

function transposed(a: Float64Array, rows: number, columns: number) {
  return Float64Array.from(a, (_, i) => a[(i % rows) * columns + Math.floor(i / rows)]!);
}

/** Random rotation, by the plane rotations of a seed. */
function rotated(a: Float64Array, rows: number, columns: number, seed: number): Float64Array {
  const out = a.slice();
  const random = createRandom('rotate', seed);
  for (let turn = 0; turn < 4 * rows; turn++) {
    const [p, q] = [Math.floor(random.next() * rows), Math.floor(random.next() * rows)];
    if (p === q) continue;
    const angle = 2 * Math.PI * random.next();
    for (let j = 0; j < columns; j++) {
      const [x, y] = [out[p * columns + j]!, out[q * columns + j]!];
      out[p * columns + j] = Math.cos(angle) * x - Math.sin(angle) * y;
      out[q * columns + j] = Math.sin(angle) * x + Math.cos(angle) * y;
    }
  }
  return out;
}

function expectClose(actual: readonly number[], wanted: readonly number[], within = 1e-8): void {
  expect(actual).toHaveLength(wanted.length);
  actual.forEach((value, i) => {
    expect(Math.abs(value - wanted[i]!)).toBeLessThanOrEqual(within * Math.max(1, wanted[0]!));
  });
}

describe('singular values', () => {
  it('are those of matrices that can be worked out by hand', () => {
    expectClose(singularValues([3, 0, 4, 5], 2, 2), [Math.sqrt(45), Math.sqrt(5)]);
    expectClose(singularValues([1, 1, 0, 1, 1, 0], 3, 2), [Math.sqrt(3), 1]);
    expectClose(singularValues([-7], 1, 1), [7]);
    expectClose(singularValues([3, 4], 1, 2), [5]);
    expectClose(singularValues([0, 0, 0, 0], 2, 2), [0, 0]);
  });

  it('are a diagonal’s absolute values in order, zeros and repeats among them', () => {
    const diagonal = [2, -9, 0, 2, 1e-6, 5];
    const data = Float64Array.from({ length: 36 }, (_, i) => (i % 7 === 0 ? diagonal[i / 7]! : 0));
    expectClose(singularValues(data, 6, 6), [9, 5, 2, 2, 1e-6, 0]);
  });

  it.each([
    [12, 12],
    [40, 17],
    [17, 40],
    [256, 96],
  ])('keep the Frobenius norm of a random %i × %i matrix', (rows, columns) => {
    const data = gaussian(rows, columns, rows + columns);
    const values = singularValues(data, rows, columns);
    const square = data.reduce((sum, value) => sum + value * value, 0);
    expect(values).toHaveLength(Math.min(rows, columns));
    expect(values.reduce((sum, value) => sum + value * value, 0) / square).toBeCloseTo(1, 8);
    expect(values.every((value, i) => i === 0 || value <= values[i - 1]!)).toBe(true);
  });

  it('do not change under transposition, rotation of the rows, and grow with a factor', () => {
    for (const seed of [1, 2, 3]) {
      const data = gaussian(20, 12, seed);
      const values = singularValues(data, 20, 12);
      expectClose(singularValues(transposed(data, 20, 12), 12, 20), values);
      expectClose(singularValues(rotated(data, 20, 12, seed), 20, 12), values);
      expectClose(
        singularValues(
          data.map((value) => -3 * value),
          20,
          12,
        ),
        values.map((value) => 3 * value),
      );
    }
  });

  it('of a product of rank r are zero after the r-th', () => {
    const data = product(gaussian(96, 8, 1), gaussian(8, 96, 2), 96, 8, 96);
    const values = singularValues(data, 96, 96);
    expect(values[7]! / values[0]!).toBeGreaterThan(0.1);
    expect(values[8]! / values[0]!).toBeLessThan(1e-9);
  });

  it('refuse a shape that does not fit', () => {
    expect(() => singularValues([1, 2, 3], 2, 2)).toThrow(RangeError);
  });
});

describe('ranks', () => {
  it('count equal directions exactly', () => {
    expect(effectiveRank([2, 2, 2, 0, 0])).toBeCloseTo(3, 12);
    expect(stableRank([2, 2, 2, 0, 0])).toBeCloseTo(3, 12);
    expect([effectiveRank([0, 0]), stableRank([0, 0]), effectiveRank([]), stableRank([])]).toEqual([
      0, 0, 0, 0,
    ]);
  });

  it('lie between one and the number of directions, the stable rank below the effective one', () => {
    for (const seed of [1, 2, 3, 4]) {
      const values = singularValues(gaussian(30, 10, seed), 30, 10);
      expect(effectiveRank(values)).toBeLessThanOrEqual(10);
      expect(effectiveRank(values)).toBeGreaterThan(stableRank(values));
      expect(stableRank(values)).toBeGreaterThanOrEqual(1);
    }
  });

  it('do not see how large a matrix is', () => {
    const values = [5, 3, 1, 0.1];
    const grown = values.map((value) => 1000 * value);
    expect(effectiveRank(grown)).toBeCloseTo(effectiveRank(values), 9);
    expect(stableRank(grown)).toBeCloseTo(stableRank(values), 9);
  });
});

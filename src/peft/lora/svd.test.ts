import { describe, expect, it } from 'vitest';
import { randomArray } from '../../engine/testing/random.ts';
import { singularValues } from '../../model/singular-values.ts';
import { singularTriples } from './svd.ts';

const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + x * b[i]!, 0);

describe.each([
  ['square', 12, 12],
  ['tall', 20, 7],
  ['wide', 6, 15],
])('a %s matrix', (_, rows, columns) => {
  const data = randomArray(rows * columns, `svd ${rows}`);
  const least = Math.min(rows, columns);
  const { values, left, right } = singularTriples(data, rows, columns, least);
  const row = (list: Float64Array, k: number, width: number) => list.subarray(k * width, (k + 1) * width);

  it('has the singular values that bisection finds', () => {
    const expected = singularValues(data, rows, columns);
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(expected[k]!, 8);
    });
  });

  it('has vectors of length one at right angles', () => {
    for (let j = 0; j < least; j++)
      for (let k = 0; k < least; k++) {
        const wanted = j === k ? 1 : 0;
        expect(dot(row(left, j, rows), row(left, k, rows))).toBeCloseTo(wanted, 9);
        expect(dot(row(right, j, columns), row(right, k, columns))).toBeCloseTo(wanted, 9);
      }
  });

  it('is put together again from them', () => {
    data.forEach((value, i) => {
      let sum = 0;
      for (let k = 0; k < least; k++)
        sum += values[k]! * left[k * rows + Math.floor(i / columns)]! * right[k * columns + (i % columns)]!;
      expect(sum).toBeCloseTo(value, 6);
    });
  });
});

it('gives as many as are asked for, the largest first, and zeros for a zero matrix', () => {
  const { values, left } = singularTriples(randomArray(60, 'some'), 10, 6, 3);
  expect(values).toHaveLength(3);
  expect(left).toHaveLength(30);
  expect([...values]).toEqual([...values].sort((a, b) => b - a));
  const nothing = singularTriples(new Float32Array(12), 3, 4, 2);
  expect([...nothing.values]).toEqual([0, 0]);
  expect([...nothing.left, ...nothing.right].every(Number.isFinite)).toBe(true);
});

/**
 * @file Causal attention, one head of one sequence at a time, in tiles of four rows: scores, weights and their
 * products with the values are all tiles of `tile`. No tensor of scores is stored.
 * Rows of a head are `row` bytes apart; `dim` is the head's width, `length` the sequence's. `past` keys and values stand
 * in front of the sequence's own, so there are past + length of them, and query t sees the first past + t + 1.
 */
import { exp4, sum4 } from './exp';
import { storeTile, packColumns, packFour, packRows, tile } from './tile';

// @ts-expect-error: decorator
@inline
function roundUp(value: i32, to: i32): i32 {
  return (value + to - 1) & -to;
}

/** Columns [from, to) of four rows of products with panels of depth `dim`; both ends whole panels. */
function scores(a: usize, panels: usize, dim: i32, from: i32, to: i32, into: usize, row: i32): void {
  for (let j = from; j < to; j += 8) tile(a, 4, 16, panels + <usize>(j * dim << 2), dim, into + (j << 2), row, 0, 1);
}

/** c [rows, dim] = four rows of weights (columns [from, to)) times panels [ceil(dim / 8)][length][8]. */
function weightedSum(weights: usize, row: i32, panels: usize, length: i32, from: i32, to: i32, rows: i32, dim: i32, c: usize, cRow: i32, edge: usize): void {
  for (let j = 0; j < dim; j += 8) {
    const b = panels + <usize>(j * length << 2) + <usize>(from << 5);
    const a = weights + (from << 2);
    if (rows == 4 && dim - j >= 8) {
      tile(a, row, 4, b, to - from, c + (j << 2), cRow, 0, 1);
    } else {
      tile(a, row, 4, b, to - from, edge, 32, 0, 1);
      storeTile(edge, c + (j << 2), cRow, 0, rows, min(8, dim - j));
    }
  }
}

/** Floats of scratch that the functions below take; `length` is that of the keys. */
export function attentionScratch(length: i32, dim: i32): i32 {
  const long = roundUp(length, 8);
  return 32 + 8 * dim + 8 * long + 4 * long * roundUp(dim, 8);
}

/** y = softmax(scale q k^T) v for rows 0 .. length - 1; `logSumExp` [length] or 0. */
export function attention(q: usize, k: usize, v: usize, y: usize, logSumExp: usize, length: i32, past: i32, dim: i32, row: i32, scale: f32, scratch: usize): void {
  const keyCount = past + length;
  const long = roundUp(keyCount, 8);
  const wide = roundUp(dim, 8);
  const edge = scratch;
  const four = edge + 128;
  const weights = four + (dim << 5);
  const keys = weights + (long << 5);
  const values = keys + <usize>(long * wide << 2);
  const weightRow = long << 2;
  packColumns(k, row, dim, keyCount, keys);
  packRows(v, row, keyCount, dim, values);
  for (let t = 0; t < length; t += 4) {
    const rows = min(4, length - t);
    const seen = past + t + rows;
    packFour(q + <usize>(t * row), row, 4, rows, dim, four);
    scores(four, keys, dim, 0, roundUp(seen, 8), weights, weightRow);
    for (let i = 0; i < rows; i++) {
      const own = weights + i * weightRow;
      const count = past + t + i + 1;
      let top: f32 = load<f32>(own);
      for (let s = 1; s < count; s++) top = max(top, load<f32>(own + (s << 2)));
      const ceiling = top * scale;
      for (let s = count; s < roundUp(seen, 8); s++) store<f32>(own + (s << 2), -Infinity);
      let total = f32x4.splat(0);
      for (let s = 0; s < seen; s += 4) {
        const p = exp4(f32x4.sub(f32x4.mul(v128.load(own + (s << 2)), f32x4.splat(scale)), f32x4.splat(ceiling)));
        v128.store(own + (s << 2), p);
        total = f32x4.add(total, p);
      }
      const sum = sum4(total);
      const share = f32x4.splat(1 / sum);
      for (let s = 0; s < seen; s += 4) v128.store(own + (s << 2), f32x4.mul(v128.load(own + (s << 2)), share));
      if (logSumExp != 0) store<f32>(logSumExp + ((t + i) << 2), ceiling + <f32>Math.log(sum));
    }
    weightedSum(weights, weightRow, values, keyCount, 0, seen, rows, dim, y + <usize>(t * row), row, edge);
  }
}

/** dq [length, dim] (or 0) and delta [length] = rowsum(dy * y). */
export function attentionGradQuery(
  q: usize, k: usize, v: usize, y: usize, logSumExp: usize, dy: usize, dq: usize, delta: usize,
  length: i32, past: i32, dim: i32, row: i32, scale: f32, scratch: usize,
): void {
  for (let t = 0; t < length; t++) {
    let sum: f32 = 0;
    for (let i = 0; i < dim; i++) sum += load<f32>(dy + <usize>(t * row + (i << 2))) * load<f32>(y + <usize>(t * row + (i << 2)));
    store<f32>(delta + (t << 2), sum);
  }
  if (dq == 0) return;
  const keyCount = past + length;
  const long = roundUp(keyCount, 8);
  const wide = roundUp(dim, 8);
  const edge = scratch;
  const four = edge + 128;
  const weights = four + (dim << 5);
  const changes = weights + (long << 4);
  const keys = changes + (long << 4);
  const values = keys + <usize>(long * wide << 2);
  const keyRows = values + <usize>(long * wide << 2);
  const weightRow = long << 2;
  packColumns(k, row, dim, keyCount, keys);
  packColumns(v, row, dim, keyCount, values);
  packRows(k, row, keyCount, dim, keyRows);
  for (let t = 0; t < length; t += 4) {
    const rows = min(4, length - t);
    const seen = past + t + rows;
    packFour(q + <usize>(t * row), row, 4, rows, dim, four);
    scores(four, keys, dim, 0, roundUp(seen, 8), weights, weightRow);
    packFour(dy + <usize>(t * row), row, 4, rows, dim, four);
    scores(four, values, dim, 0, roundUp(seen, 8), changes, weightRow);
    for (let i = 0; i < rows; i++) {
      const own = weights + i * weightRow;
      const change = changes + i * weightRow;
      const count = past + t + i + 1;
      const lse = f32x4.splat(load<f32>(logSumExp + ((t + i) << 2)));
      const d = f32x4.splat(load<f32>(delta + ((t + i) << 2)));
      for (let s = count; s < roundUp(seen, 8); s++) store<f32>(own + (s << 2), -Infinity);
      for (let s = 0; s < seen; s += 4) {
        const p = exp4(f32x4.sub(f32x4.mul(v128.load(own + (s << 2)), f32x4.splat(scale)), lse));
        const ds = f32x4.mul(p, f32x4.sub(v128.load(change + (s << 2)), d));
        v128.store(own + (s << 2), f32x4.mul(ds, f32x4.splat(scale)));
      }
    }
    weightedSum(weights, weightRow, keyRows, keyCount, 0, seen, rows, dim, dq + <usize>(t * row), row, edge);
  }
}

/** dk and dv [past + length, dim], either may be 0: the same tiles, transposed (rows are keys). */
export function attentionGradKeyValue(
  q: usize, k: usize, v: usize, logSumExp: usize, delta: usize, dy: usize, dk: usize, dv: usize,
  length: i32, past: i32, dim: i32, row: i32, scale: f32, scratch: usize,
): void {
  const long = roundUp(length, 8);
  const wide = roundUp(dim, 8);
  const edge = scratch;
  const four = edge + 128;
  const weights = four + (dim << 5);
  const changes = weights + (long << 4);
  const queries = changes + (long << 4);
  const gradients = queries + <usize>(long * wide << 2);
  const queryRows = gradients + <usize>(long * wide << 2);
  const gradientRows = queryRows + <usize>(long * wide << 2);
  const weightRow = long << 2;
  packColumns(q, row, dim, length, queries);
  packColumns(dy, row, dim, length, gradients);
  packRows(q, row, length, dim, queryRows);
  packRows(dy, row, length, dim, gradientRows);
  for (let s = 0; s < past + length; s += 4) {
    const rows = min(4, past + length - s);
    // The first query that sees one of these keys.
    const first = max(0, s - past);
    const from = first & ~7;
    packFour(k + <usize>(s * row), row, 4, rows, dim, four);
    scores(four, queries, dim, from, long, weights, weightRow);
    packFour(v + <usize>(s * row), row, 4, rows, dim, four);
    scores(four, gradients, dim, from, long, changes, weightRow);
    for (let i = 0; i < rows; i++) {
      const own = weights + i * weightRow;
      const change = changes + i * weightRow;
      for (let t = from; t < s + i - past; t++) store<f32>(own + (t << 2), -Infinity);
      for (let t = length; t < long; t++) store<f32>(own + (t << 2), -Infinity);
      // There are no statistics past the length; the weights of those rows are zero for any value.
      const whole = length & ~3;
      for (let t = first & ~3; t < whole; t += 4) {
        const p = exp4(f32x4.sub(f32x4.mul(v128.load(own + (t << 2)), f32x4.splat(scale)), v128.load(logSumExp + (t << 2))));
        const ds = f32x4.mul(p, f32x4.sub(v128.load(change + (t << 2)), v128.load(delta + (t << 2))));
        v128.store(own + (t << 2), p);
        v128.store(change + (t << 2), f32x4.mul(ds, f32x4.splat(scale)));
      }
      for (let t = max(whole, first & ~3); t < length; t++) {
        const p = f32x4.extract_lane(exp4(f32x4.splat(load<f32>(own + (t << 2)) * scale - load<f32>(logSumExp + (t << 2)))), 0);
        store<f32>(own + (t << 2), p);
        store<f32>(change + (t << 2), p * (load<f32>(change + (t << 2)) - load<f32>(delta + (t << 2))) * scale);
      }
    }
    if (dv != 0) weightedSum(weights, weightRow, gradientRows, length, first, length, rows, dim, dv + <usize>(s * row), row, edge);
    if (dk != 0) weightedSum(changes, weightRow, queryRows, length, first, length, rows, dim, dk + <usize>(s * row), row, edge);
  }
}

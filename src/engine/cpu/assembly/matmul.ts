/** @file Matrix products of any extents: b in panels, a read in place where its rows are whole, depth in blocks. */
import { storeTile, packColumns, packFour, packRows, tile } from './tile';

/** Depth of a block: four rows of a stay in the first cache, b's panels in the second. */
const DEPTH = 256;
const NT = 0;
const TN = 2;

/** c [m, n] of layout nt: one dot product per result, for the few rows of generation. */
function fewRows(a: usize, b: usize, m: i32, n: i32, k: i32, base: usize, c: usize, scale: f32): void {
  const whole = k & ~3;
  for (let i = 0; i < m; i++) {
    const row = a + <usize>((i * k) << 2);
    for (let j = 0; j < n; j++) {
      const column = b + <usize>((j * k) << 2);
      let lanes = f32x4.splat(0);
      for (let l = 0; l < whole; l += 4)
        lanes = f32x4.add(lanes, f32x4.mul(v128.load(row + (l << 2)), v128.load(column + (l << 2))));
      let sum =
        f32x4.extract_lane(lanes, 0) +
        f32x4.extract_lane(lanes, 1) +
        f32x4.extract_lane(lanes, 2) +
        f32x4.extract_lane(lanes, 3);
      for (let l = whole; l < k; l++) sum += load<f32>(row + (l << 2)) * load<f32>(column + (l << 2));
      const at = <usize>((i * n + j) << 2);
      store<f32>(c + at, (base == 0 ? 0 : load<f32>(base + at)) + scale * sum);
    }
  }
}

/**
 * c [m, n] = base + scale * op(a) op(b), layouts 0 nt, 1 nn, 2 tn; `base` [m, n] or 0, may be c. Of c it computes rows
 * [row, rowEnd) of columns [column, columnEnd), whole tiles of 4 x 8 but for c's own edges; a number comes out the same
 * however c is divided. `scratch` holds (32 + 4 * 256 + 256 * (columnEnd - column + 7)) floats.
 */
export function matmul(
  layout: i32,
  a: usize,
  b: usize,
  m: i32,
  n: i32,
  k: i32,
  base: usize,
  c: usize,
  scale: f32,
  row: i32,
  rowEnd: i32,
  column: i32,
  columnEnd: i32,
  scratch: usize,
): void {
  if (layout == NT && m < 4) return fewRows(a, b, m, n, k, base, c, scale);
  const edge = scratch;
  const four = scratch + 128;
  const panels = four + DEPTH * 16;
  const aRow = layout == TN ? 4 : k << 2;
  const aColumn = layout == TN ? m << 2 : 4;
  const cRow = n << 2;
  for (let k0 = 0; k0 < k; k0 += DEPTH) {
    const depth = min(DEPTH, k - k0);
    if (layout == NT) packColumns(b + <usize>((column * k + k0) << 2), k << 2, depth, columnEnd - column, panels);
    else packRows(b + <usize>((k0 * n + column) << 2), n << 2, depth, columnEnd - column, panels);
    for (let i = row; i < rowEnd; i += 4) {
      const rows = min(4, rowEnd - i);
      let from = a + <usize>(i * aRow) + <usize>(k0 * aColumn);
      let fromRow = aRow;
      let fromColumn = aColumn;
      if (layout == TN || rows < 4) {
        packFour(from, aRow, aColumn, rows, depth, four);
        from = four;
        fromRow = 4;
        fromColumn = 16;
      }
      let panel = panels;
      for (let j = column; j < columnEnd; j += 8) {
        const at = <usize>(i * cRow + (j << 2));
        const old: usize = base == 0 ? <usize>0 : base + at;
        if (rows == 4 && columnEnd - j >= 8) {
          tile(from, fromRow, fromColumn, panel, depth, c + at, cRow, old, scale);
        } else {
          tile(from, fromRow, fromColumn, panel, depth, edge, 32, 0, scale);
          storeTile(edge, c + at, cRow, old, rows, min(8, columnEnd - j));
        }
        panel += (<usize>depth) << 5;
      }
    }
    base = c;
  }
}

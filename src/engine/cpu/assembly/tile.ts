/**
 * @file The inner loop of all matrix products: a tile of 4 x 8 results in eight registers, b read from panels of eight columns.
 * Strides are in bytes. FMA where the machine has it (relaxed SIMD), else multiply and add.
 */

/** a * b + c */
// @ts-expect-error: decorator
@inline
export function fma(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return f32x4.relaxed_madd(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

// @ts-expect-error: decorator
@inline
function put(c: usize, base: usize, value: v128, scale: v128): void {
  const scaled = f32x4.mul(value, scale);
  v128.store(c, base == 0 ? scaled : f32x4.add(v128.load(base), scaled));
}

/**
 * c [4, 8] = base + scale * a [4, k] b [k, 8]; `base` of c's row stride, 0 for none.
 * a's rows are `aRow` apart, its columns `aColumn`; b is a panel, rows of eight floats without gaps.
 */
export function tile(a: usize, aRow: i32, aColumn: i32, b: usize, k: i32, c: usize, cRow: i32, base: usize, scale: f32): void {
  let s00 = f32x4.splat(0), s01 = s00, s10 = s00, s11 = s00, s20 = s00, s21 = s00, s30 = s00, s31 = s00;
  let a0 = a, a1 = a + aRow, a2 = a1 + aRow, a3 = a2 + aRow;
  const end = b + (<usize>k << 5);
  while (b < end) {
    const b0 = v128.load(b), b1 = v128.load(b, 16);
    const x0 = v128.load_splat<f32>(a0);
    s00 = fma(x0, b0, s00);
    s01 = fma(x0, b1, s01);
    const x1 = v128.load_splat<f32>(a1);
    s10 = fma(x1, b0, s10);
    s11 = fma(x1, b1, s11);
    const x2 = v128.load_splat<f32>(a2);
    s20 = fma(x2, b0, s20);
    s21 = fma(x2, b1, s21);
    const x3 = v128.load_splat<f32>(a3);
    s30 = fma(x3, b0, s30);
    s31 = fma(x3, b1, s31);
    a0 += aColumn;
    a1 += aColumn;
    a2 += aColumn;
    a3 += aColumn;
    b += 32;
  }
  const factor = f32x4.splat(scale);
  const step = base == 0 ? 0 : cRow;
  put(c, base, s00, factor);
  put(c + 16, base == 0 ? 0 : base + 16, s01, factor);
  c += cRow;
  base += step;
  put(c, base, s10, factor);
  put(c + 16, base == 0 ? 0 : base + 16, s11, factor);
  c += cRow;
  base += step;
  put(c, base, s20, factor);
  put(c + 16, base == 0 ? 0 : base + 16, s21, factor);
  c += cRow;
  base += step;
  put(c, base, s30, factor);
  put(c + 16, base == 0 ? 0 : base + 16, s31, factor);
}

/** Panels of a row-major matrix [k, n] (rows `row` bytes apart): [ceil(n / 8)][k][8], zeros past n. */
export function packRows(source: usize, row: i32, k: i32, n: i32, to: usize): void {
  for (let j = 0; j < n; j += 8) {
    let from = source + (<usize>j << 2);
    if (n - j >= 8) {
      for (let i = 0; i < k; i++) {
        v128.store(to, v128.load(from));
        v128.store(to, v128.load(from, 16), 16);
        from += row;
        to += 32;
      }
    } else {
      for (let i = 0; i < k; i++) {
        for (let lane = 0; lane < 8; lane++) store<f32>(to + (lane << 2), j + lane < n ? load<f32>(from + (lane << 2)) : 0);
        from += row;
        to += 32;
      }
    }
  }
}

/** Panels of the transpose of a row-major matrix [n, k]: [ceil(n / 8)][k][8], zeros past n. */
export function packColumns(source: usize, row: i32, k: i32, n: i32, to: usize): void {
  for (let j = 0; j < n; j += 8) {
    for (let lane = 0; lane < 8; lane++) {
      let place = to + (lane << 2);
      let from = source + <usize>((j + lane) * row);
      if (j + lane < n) {
        for (let i = 0; i < k; i++) {
          store<f32>(place, load<f32>(from));
          from += 4;
          place += 32;
        }
      } else {
        for (let i = 0; i < k; i++) {
          store<f32>(place, 0);
          place += 32;
        }
      }
    }
    to += <usize>k << 5;
  }
}

/** Four rows of a (strided, zeros past `rows`) as [k][4]. */
export function packFour(source: usize, aRow: i32, aColumn: i32, rows: i32, k: i32, to: usize): void {
  if (rows == 4 && aRow == 4) {
    for (let i = 0; i < k; i++) {
      v128.store(to, v128.load(source));
      source += aColumn;
      to += 16;
    }
    return;
  }
  for (let i = 0; i < k; i++) {
    for (let lane = 0; lane < 4; lane++) store<f32>(to + (lane << 2), lane < rows ? load<f32>(source + lane * aRow) : 0);
    source += aColumn;
    to += 16;
  }
}

/** Writes `base` plus the top left [rows, columns] of a tile stored in `from` (rows of eight floats). */
export function storeTile(from: usize, c: usize, cRow: i32, base: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) {
      const at = i * cRow + (j << 2);
      const value = load<f32>(from + (i << 5) + (j << 2));
      store<f32>(c + at, base == 0 ? value : load<f32>(base + at) + value);
    }
  }
}

/**
 * @file Singular values of a matrix, and what they say about its rank. Householder reflections make it bidiagonal
 * (Golub & Kahan 1965, section 2); the values of a bidiagonal matrix are the positive eigenvalues of a symmetric
 * tridiagonal one with a zero diagonal (the same paper, section 3), found by bisection on Sturm counts (Demmel &
 * Kahan 1990). Vectors are not needed here, and without them a 256 × 96 matrix takes milliseconds.
 */

/** Singular values are found to this part of the largest one. */
const TOLERANCE = 1e-10;

/**
 * The min(rows, columns) singular values, largest first.
 * @param data row-major [rows, columns], finite. @throws RangeError where its length is another.
 */
export function singularValues(data: ArrayLike<number>, rows: number, columns: number): number[] {
  if (data.length !== rows * columns)
    throw new RangeError(`${data.length} numbers are no ${rows} x ${columns}`);
  const tall = rows >= columns;
  const [m, n] = tall ? [rows, columns] : [columns, rows];
  // Column by column, so that a reflection walks through memory in order; a wide matrix is taken transposed.
  const a = new Float64Array(m * n);
  for (let i = 0; i < m; i++)
    for (let j = 0; j < n; j++) a[j * m + i] = data[tall ? i * columns + j : j * columns + i] as number;
  return bidiagonalValues(bidiagonalise(a, m, n));
}

/**
 * Reduces `a` (column-major [m, n], m >= n; overwritten) to an upper bidiagonal matrix with the same singular values.
 * @returns its diagonal and superdiagonal interleaved: d1, e1, d2, e2, ..., dn; signs are dropped.
 */
function bidiagonalise(a: Float64Array, m: number, n: number): Float64Array {
  const band = new Float64Array(Math.max(0, 2 * n - 1));
  const row = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    const column = a.subarray(k * m + k, (k + 1) * m);
    band[2 * k] = reflector(column);
    for (let j = k + 1; j < n; j++) reflect(a.subarray(j * m + k, (j + 1) * m), column);
    if (k + 1 >= n) break;
    const rest = row.subarray(0, n - k - 1);
    for (let j = 0; j < rest.length; j++) rest[j] = a[(k + 1 + j) * m + k] as number;
    band[2 * k + 1] = reflector(rest);
    reflectRows(a, m, k, rest);
  }
  return band;
}

/** Makes `x` the vector v of the reflection I - v vᵀ (|v|² = 2) that turns x into a multiple of e1; returns |x|. */
function reflector(x: Float64Array): number {
  let square = 0;
  for (const value of x) square += value * value;
  const norm = Math.sqrt(square);
  if (norm === 0) return 0;
  // The sign that does not cancel.
  x[0] = (x[0] as number) + ((x[0] as number) < 0 ? -norm : norm);
  const scale = 1 / Math.sqrt(norm * Math.abs(x[0] as number));
  for (let i = 0; i < x.length; i++) x[i] = (x[i] as number) * scale;
  return norm;
}

/** x := x - v (v·x) */
function reflect(x: Float64Array, v: Float64Array): void {
  let dot = 0;
  for (let i = 0; i < v.length; i++) dot += (v[i] as number) * (x[i] as number);
  for (let i = 0; i < v.length; i++) x[i] = (x[i] as number) - dot * (v[i] as number);
}

/** The reflection of v on the right of rows k + 1 and below, columns k + 1 and on. */
function reflectRows(a: Float64Array, m: number, k: number, v: Float64Array): void {
  const dots = new Float64Array(m);
  for (let j = 0; j < v.length; j++) {
    const from = (k + 1 + j) * m;
    const factor = v[j] as number;
    for (let i = k + 1; i < m; i++) dots[i] = (dots[i] as number) + factor * (a[from + i] as number);
  }
  for (let j = 0; j < v.length; j++) {
    const from = (k + 1 + j) * m;
    const factor = v[j] as number;
    for (let i = k + 1; i < m; i++) a[from + i] = (a[from + i] as number) - factor * (dots[i] as number);
  }
}

/** Singular values of a bidiagonal matrix, given as `bidiagonalise` does. */
function bidiagonalValues(band: Float64Array): number[] {
  const n = (band.length + 1) / 2;
  const squares = band.map((value) => value * value);
  // Gershgorin: no eigenvalue lies beyond the largest sum of two neighbours.
  let top = 0;
  for (let i = 0; i <= band.length; i++) top = Math.max(top, (band[i - 1] ?? 0) + (band[i] ?? 0));
  const values = new Array<number>(n).fill(0);
  if (top === 0 || n < 1) return values;
  const tolerance = TOLERANCE * top;
  // Each interval (low, high] holds the values of rank `from` (the smallest is 0) to `to`.
  const open: [low: number, high: number, from: number, to: number][] = [[0, top * (1 + TOLERANCE), 0, n]];
  for (let interval = open.pop(); interval; interval = open.pop()) {
    const [low, high, from, to] = interval;
    const middle = (low + high) / 2;
    if (high - low <= tolerance) {
      for (let i = from; i < to; i++) values[n - 1 - i] = low === 0 ? 0 : middle;
      continue;
    }
    const below = Math.min(to, Math.max(from, countBelow(squares, middle) - n));
    if (below > from) open.push([low, middle, from, below]);
    if (below < to) open.push([middle, high, below, to]);
  }
  return values;
}

/** How many eigenvalues of the tridiagonal matrix with zero diagonal and these squared neighbours lie below x > 0. */
function countBelow(squares: Float64Array, x: number): number {
  let pivot = -x;
  let count = 1;
  for (const square of squares) {
    // A zero pivot is replaced by a tiny one; the count is then that of a nearby matrix.
    if (pivot === 0) pivot = Number.MIN_VALUE / Number.EPSILON;
    pivot = -x - square / pivot;
    if (pivot < 0) count++;
  }
  return count;
}

/**
 * Effective number of directions of a matrix: exp of the entropy of its singular values as shares of their sum
 * (Roy & Vetterli 2007, definition 1). From 1 (one direction) to the number of values (all alike); 0 for a zero matrix.
 */
export function effectiveRank(values: readonly number[]): number {
  const sum = values.reduce((a, b) => a + b, 0);
  if (!(sum > 0)) return 0;
  const entropy = values.reduce((h, value) => (value > 0 ? h - (value / sum) * Math.log(value / sum) : h), 0);
  return Math.exp(entropy);
}

/** Squared Frobenius norm over squared spectral norm (Rudelson & Vershynin 2007): at most the rank; 0 for a zero matrix. */
export function stableRank(values: readonly number[]): number {
  const [first] = values;
  if (!first) return 0;
  return values.reduce((sum, value) => sum + (value / first) ** 2, 0);
}

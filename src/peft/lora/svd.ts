/**
 * @file Singular values with their vectors, by one-sided Jacobi rotations (Hestenes 1958; Golub & Van Loan, Matrix
 * Computations, 4th ed., section 8.6.3): pairs of columns are turned until all are at right angles. Small matrices
 * only: a 96 × 96 one takes some tens of milliseconds. Where the vectors are not needed, `model/singular-values.ts`
 * is faster.
 */

interface SingularTriples {
  /** The largest first. */
  values: Float64Array;
  /** Column i of U as row i: [count, rows]. */
  left: Float64Array;
  /** Column i of V as row i: [count, columns]. */
  right: Float64Array;
}

/** Cosines between columns that count as a right angle. */
const TOLERANCE = 1e-11;
const MOST_SWEEPS = 60;

/** The `count` largest singular values of a row-major matrix [rows, columns] and their vectors. */
export function singularTriples(
  data: ArrayLike<number>,
  rows: number,
  columns: number,
  count: number,
): SingularTriples {
  if (rows < columns) {
    const turned = Float64Array.from(
      { length: rows * columns },
      (_, i) => data[(i % rows) * columns + Math.floor(i / rows)] as number,
    );
    const { values, left, right } = singularTriples(turned, columns, rows, count);
    return { values, left: right, right: left };
  }
  // Columns one after the other, each followed through memory in order.
  const u = Array.from({ length: columns }, (_, j) =>
    Float64Array.from({ length: rows }, (_, i) => data[i * columns + j] as number),
  );
  orthogonalise(u);
  const lengths = u.map((column) => Math.sqrt(dot(column, column)));
  const order = lengths.map((_, j) => j).sort((a, b) => (lengths[b] as number) - (lengths[a] as number));
  const largest = order.slice(0, Math.min(count, columns));
  const left = new Float64Array(largest.length * rows);
  const right = new Float64Array(largest.length * columns);
  largest.forEach((j, k) => {
    const length = lengths[j] as number;
    if (length === 0) return;
    const unit = (u[j] as Float64Array).map((x) => x / length);
    left.set(unit, k * rows);
    // v = A^T u / s, which spares turning V unit with U.
    for (let row = 0; row < rows; row++)
      for (let column = 0; column < columns; column++) {
        const at = k * columns + column;
        right[at] =
          (right[at] as number) + ((data[row * columns + column] as number) * (unit[row] as number)) / length;
      }
  });
  return { values: Float64Array.from(largest, (j) => lengths[j] as number), left, right };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Turns pairs of columns until all are at right angles. */
function orthogonalise(u: readonly Float64Array[]): void {
  for (let sweep = 0; sweep < MOST_SWEEPS; sweep++) {
    // Squared lengths follow the rotations, and are taken again with every sweep, before their errors add up.
    const squares = u.map((column) => dot(column, column));
    let turned = false;
    for (let p = 0; p < u.length; p++) {
      for (let q = p + 1; q < u.length; q++) {
        const [a, b] = [u[p] as Float64Array, u[q] as Float64Array];
        const [alpha, beta, gamma] = [squares[p] as number, squares[q] as number, dot(a, b)];
        if (Math.abs(gamma) <= TOLERANCE * Math.sqrt(alpha * beta)) continue;
        turned = true;
        const zeta = (beta - alpha) / (2 * gamma);
        const tangent = Math.sign(zeta || 1) / (Math.abs(zeta) + Math.sqrt(1 + zeta * zeta));
        const cosine = 1 / Math.sqrt(1 + tangent * tangent);
        rotate(a, b, cosine, cosine * tangent);
        squares[p] = Math.max(0, alpha - tangent * gamma);
        squares[q] = beta + tangent * gamma;
      }
    }
    if (!turned) return;
  }
}

function rotate(a: Float64Array, b: Float64Array, cosine: number, sine: number): void {
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i] as number, b[i] as number];
    a[i] = cosine * x - sine * y;
    b[i] = sine * x + cosine * y;
  }
}

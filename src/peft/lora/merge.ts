/** @file W + s B A, and DoRA's lengths of its rows, in plain numbers. */

/** W + scale B A of one map, row-major [out, in]. */
export function mergedWeight(
  base: Float32Array,
  a: Float32Array,
  b: Float32Array,
  r: number,
  scale: number,
): Float32Array {
  const merged = base.slice();
  const inputs = a.length / r;
  const outputs = b.length / r;
  for (let row = 0; row < outputs; row++) {
    for (let i = 0; i < r; i++) {
      const factor = scale * (b[row * r + i] as number);
      if (factor === 0) continue;
      for (let column = 0; column < inputs; column++) {
        merged[row * inputs + column] =
          (merged[row * inputs + column] as number) + factor * (a[i * inputs + column] as number);
      }
    }
  }
  return merged;
}

/** Euclidean length of every row of a matrix [out, in]. */
export function rowNorms(matrix: Float32Array, inputs: number): Float32Array {
  return Float32Array.from({ length: matrix.length / inputs }, (_, row) => {
    let sum = 0;
    for (let i = 0; i < inputs; i++) sum += (matrix[row * inputs + i] as number) ** 2;
    return Math.sqrt(sum);
  });
}

/** The matrix [out, in] with every row stretched to the length that `magnitude` [out] gives it (DoRA, eq. 5). */
export function withLengths(matrix: Float32Array, magnitude: Float32Array, inputs: number): Float32Array {
  const norms = rowNorms(matrix, inputs);
  return matrix.map((value, i) => {
    const row = Math.floor(i / inputs);
    const norm = norms[row] as number;
    return norm > 0 ? (value * (magnitude[row] as number)) / norm : 0;
  });
}

/** @file Entries of matrices and ranks, as the microscope prints them. */

/** Three significant digits with a true minus sign. */
export function formatCell(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  const text = size < 1e-3 ? size.toExponential(1) : Number(size.toPrecision(2)).toString();
  return value < 0 ? `−${text}` : text;
}

/** Norms and singular values: two significant digits. */
export function formatNorm(value: number): string {
  if (value === 0) return '0';
  return value < 1e-3 ? value.toExponential(0) : Number(value.toPrecision(2)).toString();
}

/** Ranks that are no whole numbers. */
export function formatRank(value: number): string {
  return value >= 10 ? value.toFixed(0) : value.toFixed(1);
}

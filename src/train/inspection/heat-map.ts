/**
 * @file A matrix made small enough to draw: at most 32 cells a side, one byte each. A cell holds the entry of largest
 * magnitude in its block, with its sign; a mean would hide the rows and columns of a low-rank matrix.
 */
import type { HeatMap } from './types.ts';

/** Most cells a side. */
export const MOST_CELLS = 32;

/** Cells of a byte run from -127 to 127. */
const STEPS = 127;

/** @param data row-major [rows, columns] */
export function heatMap(data: ArrayLike<number>, rows: number, columns: number): HeatMap {
  const height = Math.min(rows, MOST_CELLS);
  const width = Math.min(columns, MOST_CELLS);
  const cells = new Float64Array(height * width);
  for (let i = 0; i < rows; i++) {
    const row = Math.floor((i * height) / rows) * width;
    for (let j = 0; j < columns; j++) {
      const cell = row + Math.floor((j * width) / columns);
      const value = data[i * columns + j] as number;
      if (Math.abs(value) > Math.abs(cells[cell] as number)) cells[cell] = value;
    }
  }
  const peak = cells.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const bytes = Array.from(cells, (value) => (peak === 0 ? 0 : Math.round((STEPS * value) / peak)));
  return {
    rows,
    columns,
    height,
    width,
    peak,
    cells: btoa(String.fromCharCode(...bytes.map((byte) => byte & 255))),
  };
}

/** The drawn values of a heat map, row-major [height, width], in the matrix's own unit. */
export function cellsOf({ cells, peak }: HeatMap): Float64Array {
  return Float64Array.from(atob(cells), (letter) => (((letter.charCodeAt(0) << 24) >> 24) * peak) / STEPS);
}

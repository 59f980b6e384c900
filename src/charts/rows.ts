/**
 * @file Curves to the rows that Recharts draws: one row per step, one column per series. Long runs are drawn as
 * means over equal stretches of steps, so that a chart costs the same at 200 steps and at 10,000.
 */
import type { CurvePoint, Series } from './series.ts';

export type Row = { step: number } & Record<string, number>;

/** Most rows that a dense curve contributes; a phone has no more pixels than that to show. */
export const MAX_ROWS = 240;

/** Means over stretches so that at most `limit` points remain; the last point is never averaged. */
export function thin(points: readonly CurvePoint[], limit = MAX_ROWS): CurvePoint[] {
  const finite = points.filter(({ value }) => Number.isFinite(value));
  if (finite.length <= limit) return finite;
  const last = finite[finite.length - 1]!;
  const stretch = Math.ceil((finite.length - 1) / (limit - 1));
  const thinned: CurvePoint[] = [];
  for (let start = 0; start < finite.length - 1; start += stretch) {
    const part = finite.slice(start, Math.min(start + stretch, finite.length - 1));
    const value = part.reduce((sum, point) => sum + point.value, 0) / part.length;
    thinned.push({ step: part[Math.floor(part.length / 2)]!.step, value });
  }
  thinned.push(last);
  return thinned;
}

/** All series in rows by ascending step; a series without a value at a step has none in its row. */
export function toRows(series: readonly Series[], limit = MAX_ROWS): Row[] {
  const rows = new Map<number, Row>();
  for (const { id, points } of series) {
    for (const { step, value } of thin(points, limit)) {
      let row = rows.get(step);
      if (!row) {
        row = { step } as Row;
        rows.set(step, row);
      }
      row[id] = value;
    }
  }
  return [...rows.values()].sort((a, b) => a.step - b.step);
}

/** At most `limit` of the rows, first and last among them: what a table can show. */
export function someRows<Item>(rows: readonly Item[], limit: number): Item[] {
  if (rows.length <= limit) return [...rows];
  return Array.from(
    { length: limit },
    (_, i) => rows[Math.round((i * (rows.length - 1)) / (limit - 1))] as Item,
  );
}

/** Every point of every curve, as rows of a table with a head. */
export function curveRows(series: readonly Series[], stepName: string): (string | number | undefined)[][] {
  const rows = toRows(series, Number.POSITIVE_INFINITY);
  return [
    [stepName, ...series.map(({ label }) => label)],
    ...rows.map((row) => [row.step, ...series.map(({ id }) => row[id])]),
  ];
}

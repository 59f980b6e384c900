/**
 * @file A sweep: one run for every pair of two settings' values, cell by cell. Pure: what is done and what comes next.
 * A sweep is plain data, so it can be stored and continued after a reload. Only whole cells count as done.
 */

import { encodeParam } from '../recipes/params.ts';
import { type FieldValue, fieldOf, withField } from '../recipes/spec-fields.ts';
import type { EvaluationPoint, StepPoint } from '../train/protocol.ts';
import type { RunSpec } from '../train/spec.ts';

export interface SweepAxis {
  /** Key of a setting in `spec-fields.ts`. */
  field: string;
  values: readonly FieldValue[];
}

export interface SweepPlan {
  /** Everything that all cells share. */
  base: RunSpec;
  rows: SweepAxis;
  columns: SweepAxis;
  /** LoRA: alpha goes with the rank, as this many times r, so that the scale alpha / r is constant. */
  alphaPerRank?: number;
}

/** Result of one run of the grid. */
export interface CellResult {
  /** Steps done; fewer than planned where it diverged. */
  step: number;
  diverged: boolean;
  /** Training loss of the last step; null where it is no finite number. */
  loss: number | null;
  /** Held-out measures after the last step; null where the run diverged before they were taken. */
  end: Pick<
    EvaluationPoint,
    'validationLoss' | 'heldOutExactMatch' | 'seenExactMatch' | 'pretrainingLoss'
  > | null;
  /** The same before the first step. */
  startPretrainingLoss: number | null;
}

type SweepState = 'ready' | 'running' | 'paused' | 'cancelled' | 'done';

export interface Sweep {
  plan: SweepPlan;
  /** Row by row. */
  cells: readonly (CellResult | null)[];
  state: SweepState;
  /** The cell under way. */
  current: number | null;
}

/** Largest grid that a reader may ask for. */
export const MOST_CELLS = 100;

export function newSweep(plan: SweepPlan): Sweep {
  const count = plan.rows.values.length * plan.columns.values.length;
  return { plan, cells: Array.from({ length: count }, () => null), state: 'ready', current: null };
}

function cellIndex({ columns }: SweepPlan, row: number, column: number): number {
  return row * columns.values.length + column;
}

/** The run of a cell. */
export function cellSpec(plan: SweepPlan, index: number): RunSpec {
  const { base, rows, columns, alphaPerRank } = plan;
  const width = columns.values.length;
  const row = rows.values[Math.floor(index / width)];
  const column = columns.values[index % width];
  // A method has settings of its own, so it is set before the other axis.
  const ordered: [string, FieldValue | undefined][] = [
    [rows.field, row],
    [columns.field, column],
  ];
  if (columns.field === 'method') ordered.reverse();
  const spec = ordered.reduce((made, [field, value]) => withField(made, field, value), base);
  if (alphaPerRank === undefined || spec.method.name !== 'lora') return spec;
  return withField(spec, 'alpha', alphaPerRank * spec.method.r);
}

/** Name of a cell in a recording, such as `r=8 lr=0.003`. */
export function cellName(plan: SweepPlan, index: number): string {
  const width = plan.columns.values.length;
  const part = ({ field, values }: SweepAxis, at: number) =>
    `${field}=${encodeParam(fieldOf(field)!.param, values[at])}`;
  return `${part(plan.rows, Math.floor(index / width))} ${part(plan.columns, index % width)}`;
}

export function doneCells({ cells }: Sweep): number {
  return cells.filter((cell) => cell !== null).length;
}

/** Starts, or continues where it stopped. */
export function runSweep(sweep: Sweep): Sweep {
  const next = sweep.cells.indexOf(null);
  if (next === -1) return { ...sweep, state: 'done', current: null };
  // A paused cell continues; otherwise the first empty one starts.
  const current = sweep.state === 'paused' && sweep.current !== null ? sweep.current : next;
  return { ...sweep, state: 'running', current };
}

/** Completes the current cell and starts the next. */
export function finishCell(sweep: Sweep, result: CellResult): Sweep {
  if (sweep.current === null) return sweep;
  const cells = sweep.cells.map((cell, i) => (i === sweep.current ? result : cell));
  const next = cells.indexOf(null);
  if (next === -1) return { ...sweep, cells, state: 'done', current: null };
  return { ...sweep, cells, current: sweep.state === 'running' ? next : null };
}

export function pauseSweep(sweep: Sweep): Sweep {
  return sweep.state === 'running' ? { ...sweep, state: 'paused' } : sweep;
}

/** Ends it; completed cells remain. */
export function cancelSweep(sweep: Sweep): Sweep {
  return sweep.state === 'done' ? sweep : { ...sweep, state: 'cancelled', current: null };
}

/** The sweep after a reload: paused, with its current cell empty. */
export function reopenSweep(sweep: Sweep): Sweep {
  const open = sweep.state === 'running' || sweep.state === 'paused';
  return open ? { ...sweep, state: 'paused', current: null } : { ...sweep, current: null };
}

export function cellResult(
  steps: readonly StepPoint[],
  evaluations: readonly EvaluationPoint[],
  diverged: boolean,
): CellResult {
  const last = steps[steps.length - 1];
  const end = evaluations[evaluations.length - 1];
  const measured = !diverged && end !== undefined && end.step === last?.step;
  return {
    step: last?.step ?? 0,
    diverged,
    loss: last !== undefined && Number.isFinite(last.loss) ? last.loss : null,
    end: measured
      ? {
          validationLoss: end.validationLoss,
          heldOutExactMatch: end.heldOutExactMatch,
          seenExactMatch: end.seenExactMatch,
          pretrainingLoss: end.pretrainingLoss,
        }
      : null,
    startPretrainingLoss: evaluations[0]?.pretrainingLoss ?? null,
  };
}

export type CellMeasure = 'heldOutExactMatch' | 'validationLoss' | 'pretrainingLoss' | 'loss';

export function measureOf(cell: CellResult | null, measure: CellMeasure): number | null {
  if (!cell) return null;
  if (measure === 'loss') return cell.loss;
  const value = cell.end?.[measure];
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/** Index of the best cell so far: highest exact match, and of equals the one with the lower held-out loss. */
export function bestCell({ cells }: Pick<Sweep, 'cells'>): number | null {
  let best: number | null = null;
  for (const [i, cell] of cells.entries()) {
    if (!cell?.end) continue;
    const before = best === null ? null : cells[best]!.end!;
    const { heldOutExactMatch: match, validationLoss: loss } = cell.end;
    const better =
      before === null ||
      match > before.heldOutExactMatch ||
      (match === before.heldOutExactMatch && loss < before.validationLoss);
    if (better) best = i;
  }
  return best;
}

/** The best column of every row whose cells are all done; null where none of them answers. */
export function bestColumns({ plan, cells }: Pick<Sweep, 'plan' | 'cells'>): (number | null)[] {
  const width = plan.columns.values.length;
  return plan.rows.values.map((_, row) => bestCell({ cells: cells.slice(row * width, (row + 1) * width) }));
}

/** How far a measure moves along an axis: the mean over the other axis of (largest - smallest) within a line. */
export function meanRange(
  sweep: Pick<Sweep, 'plan' | 'cells'>,
  along: 'rows' | 'columns',
  measure: CellMeasure,
) {
  const { rows, columns } = sweep.plan;
  const [lines, places] =
    along === 'rows'
      ? [columns.values.length, rows.values.length]
      : [rows.values.length, columns.values.length];
  const ranges: number[] = [];
  for (let line = 0; line < lines; line++) {
    const values: number[] = [];
    for (let place = 0; place < places; place++) {
      const index =
        along === 'rows' ? cellIndex(sweep.plan, place, line) : cellIndex(sweep.plan, line, place);
      const cell = sweep.cells[index] ?? null;
      // A diverged run answers nothing.
      const value = cell?.diverged && measure === 'heldOutExactMatch' ? 0 : measureOf(cell, measure);
      if (value !== null) values.push(value);
    }
    if (values.length === places) ranges.push(Math.max(...values) - Math.min(...values));
  }
  return ranges.length === 0 ? null : ranges.reduce((sum, range) => sum + range, 0) / ranges.length;
}

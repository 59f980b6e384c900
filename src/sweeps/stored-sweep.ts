/** @file A sweep as it is stored between visits. Unreadable parts are dropped, never guessed. */

import type { Conversation } from '../data/conversation.ts';
import { isFields } from '../data/formats/fields.ts';
import { decodeSpec, encodeSpec } from '../recipes/spec-address.ts';
import { largeExamples, withStoredExamples } from '../recipes/spec-data.ts';
import { fieldOf } from '../recipes/spec-fields.ts';
import type { CellResult, Sweep, SweepAxis, SweepPlan } from './sweep.ts';
import { MOST_CELLS, reopenSweep } from './sweep.ts';

const SWEEP_VERSION = 1;

interface StoredSweep {
  version: typeof SWEEP_VERSION;
  /** The shared settings, as an address. */
  base: string;
  /** The reader's own training data, where there is too much of it for an address. */
  examples?: readonly Conversation[];
  rows: SweepAxis;
  columns: SweepAxis;
  alphaPerRank?: number;
  cells: readonly (CellResult | null)[];
  state: Sweep['state'];
}

export function storeSweep({ plan, cells, state }: Sweep): StoredSweep {
  const { base, rows, columns, alphaPerRank } = plan;
  const examples = largeExamples(base);
  return {
    version: SWEEP_VERSION,
    base: encodeSpec(base).toString(),
    ...(examples && { examples }),
    rows,
    columns,
    ...(alphaPerRank === undefined ? {} : { alphaPerRank }),
    cells,
    state,
  };
}

function readAxis(value: unknown): SweepAxis | null {
  if (!isFields(value) || typeof value.field !== 'string' || !Array.isArray(value.values)) return null;
  const known = fieldOf(value.field) !== undefined && value.values.length > 0;
  return known ? { field: value.field, values: value.values } : null;
}

const isNumberOrNull = (value: unknown): value is number | null =>
  value === null || (typeof value === 'number' && Number.isFinite(value));

const MEASURES = ['validationLoss', 'heldOutExactMatch', 'seenExactMatch', 'pretrainingLoss'] as const;

/** Undefined for anything that is not a cell. */
function readCell(value: unknown): CellResult | null | undefined {
  if (value === null) return null;
  if (!isFields(value)) return undefined;
  const { step, diverged, loss, end, startPretrainingLoss } = value;
  if (typeof step !== 'number' || typeof diverged !== 'boolean') return undefined;
  if (!isNumberOrNull(loss) || !isNumberOrNull(startPretrainingLoss)) return undefined;
  if (end !== null && !(isFields(end) && MEASURES.every((name) => typeof end[name] === 'number')))
    return undefined;
  return { step, diverged, loss, end: end as CellResult['end'], startPretrainingLoss };
}

/** The stored sweep, or null for anything else and for other versions. */
export function readSweep(value: unknown): Sweep | null {
  if (!isFields(value) || value.version !== SWEEP_VERSION || typeof value.base !== 'string') return null;
  const rows = readAxis(value.rows);
  const columns = readAxis(value.columns);
  if (!rows || !columns || !Array.isArray(value.cells)) return null;
  const count = rows.values.length * columns.values.length;
  const cells = value.cells.map(readCell);
  if (count > MOST_CELLS || cells.length !== count || cells.includes(undefined)) return null;
  const { alphaPerRank } = value;
  const plan: SweepPlan = {
    base: withStoredExamples(decodeSpec(new URLSearchParams(value.base), 'lesson7-zh'), value.examples),
    rows,
    columns,
    ...(typeof alphaPerRank === 'number' ? { alphaPerRank } : {}),
  };
  const done = cells.every((cell) => cell !== null);
  const state = done ? 'done' : value.state === 'cancelled' ? 'cancelled' : 'paused';
  return reopenSweep({ plan, cells: cells as (CellResult | null)[], state, current: null });
}

/** @file Which columns the reader chose last, stored for the next file with the same number of columns. */
import type { ChosenColumns, ColumnQuestion } from '../../data/formats/index.ts';

const KEY = 'lesson7.columns';

interface StoredChoice {
  columns: number;
  chosen: ChosenColumns;
}

const PLACES = ['prompt', 'input', 'completion', 'system'] as const;

function isStoredChoice(value: unknown, columns: number): value is StoredChoice {
  const { chosen, columns: count } = (value ?? {}) as Partial<StoredChoice>;
  if (count !== columns || typeof chosen?.header !== 'boolean') return false;
  return PLACES.every((name) => {
    const place = chosen[name];
    return Number.isInteger(place) && place >= -1 && place < columns;
  });
}

export function columnCount({ rows }: ColumnQuestion): number {
  return rows[0]?.length ?? 0;
}

/** What to begin the form with: the last choice, where it fits; otherwise what the names suggest. */
export function firstChoice(question: ColumnQuestion): ChosenColumns {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (isStoredChoice(stored, columnCount(question))) return stored.chosen;
  } catch {
    // Storage is closed, or holds no JSON: as if nothing were stored.
  }
  return question.guess;
}

export function storeChoice(question: ColumnQuestion, chosen: ChosenColumns): void {
  const stored: StoredChoice = { columns: columnCount(question), chosen };
  try {
    localStorage.setItem(KEY, JSON.stringify(stored));
  } catch {
    // The next file is asked about once more.
  }
}

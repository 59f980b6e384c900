/** @file Which columns the reader chose last, kept for the next file of as many columns. */
import type { ChosenColumns, ColumnQuestion } from '../../data/formats/index.ts';

const KEY = 'lesson7.columns';

interface Kept {
  columns: number;
  chosen: ChosenColumns;
}

const PLACES = ['prompt', 'input', 'completion', 'system'] as const;

function isKept(value: unknown, columns: number): value is Kept {
  const { chosen, columns: count } = (value ?? {}) as Partial<Kept>;
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
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? 'null');
    if (isKept(kept, columnCount(question))) return kept.chosen;
  } catch {
    // What cannot be read was never kept.
  }
  return question.guess;
}

export function keepChoice(question: ColumnQuestion, chosen: ChosenColumns): void {
  const kept: Kept = { columns: columnCount(question), chosen };
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // The next file is asked about once more.
  }
}

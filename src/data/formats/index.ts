/** @file All formats, and detection of a text's format. */
import type { DataSet } from '../conversation.ts';
import { csv } from './csv/index.ts';
import type { Format } from './format.ts';
import { DataError } from './problem.ts';
import { JSON_FORMATS, readText } from './reading.ts';

export type { Format } from './format.ts';
export { COLUMN_NAMES, COLUMNS, type Column } from './names.ts';
export { DATA_PROBLEMS, DataError, type DataProblem } from './problem.ts';
export {
  type ChosenColumns,
  type ColumnQuestion,
  type Reading,
  type ReadRow,
  readText,
} from './reading.ts';

export const FORMATS: readonly Format[] = [...JSON_FORMATS, csv];
export type FormatId = Format['id'];

export function formatOf(id: FormatId): Format {
  return FORMATS.find((format) => format.id === id)!;
}

/** Reads a text of any format, every row of it. @throws DataError with the first problem, its line and its field */
export function readData(text: string): { data: DataSet; format: Format } {
  const found = readText(text);
  if (found.kind === 'columns') throw new DataError('column', 1);
  if (found.bad.length > 0) throw found.bad[0]!;
  return { data: found.data, format: found.format };
}

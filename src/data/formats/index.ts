/** @file All formats, and detection of a text's format. */
import { csv } from './csv/index.ts';
import type { Format } from './format.ts';
import { JSON_FORMATS } from './reading.ts';

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

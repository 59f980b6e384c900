/** @file A text of any format, read as a whole. */
import type { DataSet } from '../conversation.ts';
import { DataError, type Format, readText } from '../formats/index.ts';

/** Every row of a text. @throws DataError with the first problem, its line and its field */
export function readData(text: string): { data: DataSet; format: Format } {
  const found = readText(text);
  if (found.kind === 'columns') throw new DataError('column', 1);
  if (found.bad.length > 0) throw found.bad[0]!;
  return { data: found.data, format: found.format };
}

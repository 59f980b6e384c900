/** @file All formats, and how a text finds its own. */
import type { DataSet } from '../conversation.ts';
import { alpaca } from './alpaca/index.ts';
import { csv } from './csv/index.ts';
import type { Format } from './format.ts';
import { messages } from './messages/index.ts';
import { oasst } from './oasst/index.ts';
import { pairs } from './pairs/index.ts';
import { DataError, MOST_CHARACTERS } from './problem.ts';
import { sharegpt } from './sharegpt/index.ts';

export type { Format } from './format.ts';
export { DATA_PROBLEMS, DataError, type DataProblem } from './problem.ts';

/** In the order in which they are tried. */
export const FORMATS: readonly Format[] = [alpaca, sharegpt, messages, oasst, pairs, csv];
export type FormatId = Format['id'];

export function formatOf(id: FormatId): Format {
  return FORMATS.find((format) => format.id === id)!;
}

/** The format that a text looks like, or null. */
export function detectFormat(text: string): Format | null {
  return FORMATS.find((format) => format.sniff(text)) ?? null;
}

/** Reads a text of any format. @throws DataError with the first problem, its line and its field */
export function readData(text: string): { data: DataSet; format: Format } {
  if (text.trim() === '') throw new DataError('empty');
  if (text.length > MOST_CHARACTERS) throw new DataError('tooLarge');
  const format = detectFormat(text);
  if (!format) {
    // What begins like JSON and is none should be told so, with its line.
    if (/^\s*[[{]/.test(text)) messages.parse(text);
    throw new DataError('unknownFormat', 1);
  }
  return { data: format.parse(text), format };
}

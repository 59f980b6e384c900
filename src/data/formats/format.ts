/** @file The interface of a data format: recognises, reads and writes a data set as text. */
import type { Conversation, DataSet } from '../conversation.ts';
import { type Entry, readStrictly } from './entry.ts';
import type { Fields } from './fields.ts';
import { readEntries } from './json.ts';

export interface Format {
  /** Name of the folder, and the key of the reader's words for it. */
  id: 'messages' | 'sharegpt' | 'oasst' | 'alpaca' | 'pairs' | 'csv';
  /** Ending of a file, without the dot. */
  extension: 'json' | 'jsonl' | 'csv';
  /** What it can hold beyond single pairs; anything else is omitted in writing. */
  holds: { turns: boolean; system: boolean; weight: boolean };
  /** Reads a text of this format. @throws DataError naming the first problem with its line and field */
  parse(text: string): DataSet;
  write(data: DataSet): string;
}

/** A format whose examples are JSON objects. */
export interface JsonFormat extends Format {
  /** True where the names at the top level of an example are this format's; the example may still be invalid. */
  recognises(fields: Fields): boolean;
  /** @throws DataError */
  read(entry: Entry): Conversation;
}

export function jsonFormat(parts: Omit<JsonFormat, 'parse'>): JsonFormat {
  return { ...parts, parse: (text) => readStrictly(readEntries(text), parts.read) };
}

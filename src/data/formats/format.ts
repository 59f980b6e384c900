/** @file What every format is: a way to recognise, read and write a data set. Pure text in, pure text out. */
import type { DataSet } from '../conversation.ts';

export interface Format {
  /** Name of the folder, and the key of the reader's words for it. */
  id: 'alpaca' | 'sharegpt' | 'messages' | 'oasst' | 'pairs' | 'csv';
  /** Ending of a file, without the dot. */
  extension: 'json' | 'jsonl' | 'csv';
  /** What beyond single pairs it can hold; the rest is left out in writing. */
  holds: { turns: boolean; system: boolean; weight: boolean };
  /** True where a text looks like this format; says nothing of whether it is sound. */
  sniff(text: string): boolean;
  /** @throws DataError naming the first problem with its line and field */
  parse(text: string): DataSet;
  write(data: DataSet): string;
}

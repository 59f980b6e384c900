/** @file One example of a file, before it is read. */
import type { DataError } from './problem.ts';

export type Path = readonly (string | number)[];

export interface Entry {
  value: unknown;
  /** Why this entry has no value. */
  broken?: DataError;
  /** An error about a part of this entry. */
  error(code: DataError['code'], path?: Path): DataError;
  /** Its source text. */
  source(): string;
  /** Names of fields that no reader has used, collected over the whole file. */
  unread: Set<string>;
}

/** Reads all entries, or throws the first problem. */
export function readStrictly<Value>(entries: readonly Entry[], read: (entry: Entry) => Value): Value[] {
  return entries.map((entry) => {
    if (entry.broken) throw entry.broken;
    return read(entry);
  });
}

/** @file What is wrong with a file of examples, as a code and a place. The page says it in the reader's language. */

export const DATA_PROBLEMS = [
  /** Nothing in it. */
  'empty',
  /** No format of ours. */
  'unknownFormat',
  /** More than `MOST_CHARACTERS`. */
  'tooLarge',
  /** Not JSON. */
  'syntax',
  'notList',
  'notObject',
  /** A field that must be there. */
  'missing',
  'notText',
  'emptyText',
  /** A role nobody knows. */
  'role',
  /** Turns must alternate, the user first. */
  'order',
  'noTurns',
  /** More than `MOST_TURNS`. */
  'tooManyTurns',
  /** The conversation ends with a question. */
  'noAnswer',
  /** Neither 0 nor 1, or on a question. */
  'weight',
  /** CSV: a quoted cell never ends. */
  'unclosedQuote',
  /** CSV: a quote inside a cell that is not quoted, or text behind a closing quote. */
  'strayQuote',
  /** CSV: the header lacks a column. */
  'column',
  /** CSV: a row has more or fewer cells than the header. */
  'cells',
] as const;
export type DataProblem = (typeof DATA_PROBLEMS)[number];

export class DataError extends Error {
  override name = 'DataError';
  readonly code: DataProblem;
  /** Counted from 1; null where the whole file is meant. */
  readonly line: number | null;
  /** Such as `messages[1].content`; null where no field is meant. */
  readonly field: string | null;
  constructor(code: DataProblem, line: number | null = null, field: string | null = null) {
    super(`${code}${line === null ? '' : ` in line ${line}`}${field === null ? '' : `, ${field}`}`);
    this.code = code;
    this.line = line;
    this.field = field;
  }
}

/** Characters of a file: far more than a class writes, and read well within a breath. */
export const MOST_CHARACTERS = 20_000_000;

/** @file What is wrong with a file of examples, as a code and a place. The page says it in the reader's language. */

export const DATA_PROBLEMS = [
  /** Nothing in it. */
  'empty',
  /** Text in none of the encodings that are known. */
  'encoding',
  /** No format of ours. */
  'unknownFormat',
  /** More than `MOST_CHARACTERS`. */
  'tooLarge',
  /** More than `MOST_BAD` rows that cannot be read; the place is that of the first. */
  'tooManyBad',
  /** Not JSON. */
  'syntax',
  'notList',
  'notObject',
  /** A field that must be there. */
  'missing',
  'notText',
  'emptyText',
  /** Holds U+FFFD: some program before could not read the text. */
  'damaged',
  /** A role nobody knows. */
  'role',
  /** Turns must alternate, the user first. */
  'order',
  /** A system text that is not at the beginning. */
  'lateSystem',
  'noTurns',
  /** More than `MOST_TURNS`. */
  'tooManyTurns',
  /** The conversation ends with a question. */
  'noAnswer',
  /** The weight of an answer is neither 0 nor 1. */
  'weight',
  /** Two answers to compare, not one to learn. */
  'preference',
  /** An answer that its maker marks as one not to give. */
  'undesired',
  /** Calls of tools, or what a tool has said. */
  'tools',
  /** Pictures, sound or film. */
  'pictures',
  /** A table: a quoted cell never ends. */
  'unclosedQuote',
  /** A table: no header that says which column is which. */
  'column',
  /** A table: a row has more or fewer cells than the first. */
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

/** Rows of a file that may be bad before reading gives up. */
export const MOST_BAD = 10_000;

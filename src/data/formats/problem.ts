/** @file Errors of a file of examples: a code and a location, which the page words in the reader's language. */

export const DATA_PROBLEMS = [
  /** The file is empty. */
  'empty',
  /** Text in none of the known encodings. */
  'encoding',
  /** No known format. */
  'unknownFormat',
  /** More than `MOST_CHARACTERS`. */
  'tooLarge',
  /** More than `MOST_BAD` rows that cannot be read; the place is that of the first. */
  'tooManyBad',
  /** Not JSON. */
  'syntax',
  'notList',
  'notObject',
  /** A required field is missing. */
  'missing',
  'notText',
  'emptyText',
  /** Contains U+FFFD: an earlier program failed to decode the text. */
  'damaged',
  /** An unknown role. */
  'role',
  /** Turns must alternate, the user first. */
  'order',
  /** A system message that is not first. */
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
  /** An answer that is marked as rejected. */
  'undesired',
  /** Calls or results of tools. */
  'tools',
  /** Pictures, sound or film. */
  'pictures',
  /** A table: a quoted cell has no closing quote. */
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

/** Characters of a file: far more than a class writes, and read within a second. */
export const MOST_CHARACTERS = 20_000_000;

/** Bad rows of a file beyond which it is refused. */
export const MOST_BAD = 10_000;

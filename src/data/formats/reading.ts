/**
 * @file Reads a file of any format row by row: each row's source, with its conversation or its error. Where no name tells
 * which columns are question and answer, the caller is asked. Bad rows are part of the result; the reader decides about them.
 */
import type { Conversation, DataSet } from '../conversation.ts';
import { alpaca } from './alpaca/index.ts';
import { csv, readTableEntry, refuseTableEntry, tableEntries } from './csv/index.ts';
import { columnNames, knownColumns, looksLikeHeader, readTable, type Table } from './csv/table.ts';
import type { Entry } from './entry.ts';
import { isFields, objectAt } from './fields.ts';
import type { Format, JsonFormat } from './format.ts';
import { readEntries } from './json.ts';
import { messages } from './messages/index.ts';
import { type Column, type Names, namesIn, PREFERENCE_NAMES, plainName } from './names.ts';
import { oasst } from './oasst/index.ts';
import { pairs } from './pairs/index.ts';
import { DataError, MOST_BAD, MOST_CHARACTERS } from './problem.ts';
import { type RecordNames, readRecord } from './record.ts';
import { sharegpt } from './sharegpt/index.ts';
import { refuseUnsupported } from './unsupported.ts';

/** In the order in which they are tried: an example with a list of messages is not a record. */
export const JSON_FORMATS: readonly JsonFormat[] = [messages, sharegpt, oasst, alpaca, pairs];

export interface ReadRow {
  /** The conversation, or the error. */
  outcome: Conversation | DataError;
  /** Its source text. */
  source(): string;
}

export interface Reading {
  kind: 'rows';
  format: Format;
  rows: readonly ReadRow[];
  data: DataSet;
  bad: readonly DataError[];
  /** Names of non-empty fields or columns that no conversation uses. */
  unread: readonly string[];
  /** Answers are labelled as preferred or not (preference data), and those read are preferred. */
  marked: boolean;
}

/** Which column is which, by its place; -1 where there is none. */
export interface ChosenColumns extends Readonly<Record<Exclude<Column, 'conversation'>, number>> {
  /** The first row of the table names its columns. */
  header: boolean;
}

/** Asked before rows can be read. */
export interface ColumnQuestion {
  kind: 'columns';
  /** The first rows, cells in the order of the columns; of a table, the header too. */
  rows: readonly (readonly string[])[];
  /** Names of the columns; null where the first row may name them. */
  names: readonly string[] | null;
  guess: ChosenColumns;
}

/** Rows shown with a question, and rows searched for the fields of JSON. */
const ROWS_SHOWN = 4;
const ROWS_SEARCHED = 100;

function isDamaged({ system = '', turns }: Conversation): boolean {
  return system.includes('\ufffd') || turns.some(({ content }) => content.includes('\ufffd'));
}

/** Reads every entry, good or bad. @throws DataError where none is good, or too many are bad */
function readRows(
  format: Format,
  entries: readonly Entry[],
  refuse: (entry: Entry) => boolean,
  read: (entry: Entry) => Conversation,
): Reading {
  const bad: DataError[] = [];
  let marked = false;
  const outcomeOf = (entry: Entry): Conversation | DataError => {
    if (entry.broken) return entry.broken;
    try {
      const isMarked = refuse(entry);
      const made = read(entry);
      if (isDamaged(made)) return entry.error('damaged');
      marked ||= isMarked;
      return made;
    } catch (error) {
      if (error instanceof DataError) return error;
      throw error;
    }
  };
  const rows = entries.map((entry): ReadRow => {
    const outcome = outcomeOf(entry);
    if (outcome instanceof DataError) {
      bad.push(outcome);
      if (bad.length > MOST_BAD) throw new DataError('tooManyBad', bad[0]!.line, bad[0]!.field);
    }
    return { outcome, source: entry.source };
  });
  const data = rows.flatMap(({ outcome }) => (outcome instanceof DataError ? [] : [outcome]));
  if (data.length === 0) throw bad[0] ?? new DataError('empty');
  return { kind: 'rows', format, rows, data, bad, unread: [...entries[0]!.unread], marked };
}

function toNames(columns: readonly string[], chosen: ChosenColumns): RecordNames {
  const at = (column: Exclude<Column, 'conversation'>) => columns[chosen[column]];
  const [input, system] = [at('input'), at('system')];
  return {
    prompt: at('prompt') ?? '',
    completion: at('completion') ?? '',
    ...(input !== undefined && { input }),
    ...(system !== undefined && { system }),
  };
}

function guessColumns(columns: readonly string[], header: boolean): ChosenColumns {
  const { prompt, input, completion, system } = namesIn(columns);
  const at = (name: string | undefined) => (name === undefined ? -1 : columns.indexOf(name));
  return { header, prompt: at(prompt), input: at(input), completion: at(completion), system: at(system) };
}

function readJson(text: string, chosen: ChosenColumns | undefined): Reading | ColumnQuestion {
  const entries = readEntries(text);
  const objects = entries.flatMap(({ value }) => (isFields(value) ? [value] : []));
  const formatOf = (fields: (typeof objects)[number]) =>
    JSON_FORMATS.find(({ recognises }) => recognises(fields));
  const first = objects.find((fields) => formatOf(fields));
  const refuse = (entry: Entry) => refuseUnsupported(entry, objectAt(entry, entry.value));
  if (first) {
    const format = formatOf(first)!;
    return readRows(format, entries, refuse, format.read);
  }
  if (objects.length === 0) throw entries[0]!.broken ?? entries[0]!.error('notObject');
  const searched = entries.slice(0, ROWS_SEARCHED);
  for (const entry of searched) if (isFields(entry.value)) refuse(entry);
  const texts = objects.slice(0, ROWS_SEARCHED).map((fields) => {
    return Object.entries(fields).filter((field): field is [string, string] => typeof field[1] === 'string');
  });
  const columns = [...new Set(texts.flatMap((fields) => fields.map(([name]) => name)))];
  if (columns.length < 2) throw entries.find(({ value }) => isFields(value))!.error('unknownFormat');
  if (chosen) {
    const names = toNames(columns, chosen);
    return readRows(pairs, entries, refuse, (entry) =>
      readRecord(entry, objectAt(entry, entry.value), names),
    );
  }
  const rows = texts.slice(0, ROWS_SHOWN).map((fields) => {
    const byName = new Map(fields);
    return columns.map((name) => byName.get(name) ?? '');
  });
  return { kind: 'columns', rows, names: columns, guess: guessColumns(columns, false) };
}

function tableRows(table: Table, header: boolean, names: Names): Reading {
  const entries = tableEntries(table, header, names);
  if (entries.length === 0) throw new DataError('empty');
  return readRows(csv, entries, refuseTableEntry, (entry) => readTableEntry(entry, names as RecordNames));
}

function readSeparated(text: string, chosen: ChosenColumns | undefined): Reading | ColumnQuestion {
  const table = readTable(text);
  if (chosen) return tableRows(table, chosen.header, toNames(columnNames(table, chosen.header), chosen));
  const known = knownColumns(table);
  if (known) return tableRows(table, true, known);
  const pair = columnNames(table, true).find((name) => PREFERENCE_NAMES.pair.includes(plainName(name)));
  if (pair !== undefined) throw new DataError('preference', table.rows[0]!.line, pair);
  const header = looksLikeHeader(table);
  return {
    kind: 'columns',
    rows: table.rows.slice(0, ROWS_SHOWN).map(({ cells }) => cells),
    names: null,
    guess: guessColumns(columnNames(table, header), header),
  };
}

/**
 * Reads a text of any format.
 * @param chosen the answer to the question of an earlier call
 * @throws DataError where no row can be read
 */
export function readText(source: string, chosen?: ChosenColumns): Reading | ColumnQuestion {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (text.trim() === '') throw new DataError('empty');
  if (text.length > MOST_CHARACTERS) throw new DataError('tooLarge');
  return /^\s*[[{]/.test(text) ? readJson(text, chosen) : readSeparated(text, chosen);
}

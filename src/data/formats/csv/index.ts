/**
 * @file CSV, by any separator: a header that names question and answer, and more columns where wanted. Rows that follow
 * each other with the same `conversation` are turns of one conversation. Without a known header the page asks.
 */
import type { Conversation, DataSet, Turn } from '../../conversation.ts';
import { type Entry, readStrictly } from '../entry.ts';
import { conversation, type Fields, noteUnread, optionalTextAt } from '../fields.ts';
import type { Format } from '../format.ts';
import { type Names, namesIn } from '../names.ts';
import { DataError } from '../problem.ts';
import { exchangeAt, type RecordNames } from '../record.ts';
import { refuseUnsupported } from '../unsupported.ts';
import { type Row, writeRow } from './cells.ts';
import { columnNames, knownColumns, readTable, type Table } from './table.ts';

/** Rows of one example, as fields under the names of their columns. */
interface Group {
  rows: Row[];
  fields: Fields[];
}

/** The examples of a table; the names say which column is which. */
export function tableEntries(table: Table, header: boolean, names: Names): Entry[] {
  const columns = columnNames(table, header);
  const place = names.conversation === undefined ? -1 : columns.indexOf(names.conversation);
  const groups: Row[][] = [];
  let before = '';
  for (const row of table.rows.slice(header ? 1 : 0)) {
    const name = row.cells[place]?.trim() ?? '';
    if (name !== '' && name === before) groups.at(-1)!.push(row);
    else groups.push([row]);
    before = name;
  }
  const unread = new Set<string>();
  return groups.map((rows): Entry => {
    const wrong = rows.find(({ cells, unclosed }) => {
      const more = cells.slice(columns.length).some((cell) => cell.trim() !== '');
      return unclosed || more || cells.length < columns.length;
    });
    const value: Group = {
      rows,
      fields: rows.map(({ cells }) => Object.fromEntries(columns.map((name, i) => [name, cells[i] ?? '']))),
    };
    return {
      value,
      unread,
      ...(wrong && {
        broken: wrong.unclosed
          ? new DataError('unclosedQuote', wrong.line)
          : new DataError('cells', wrong.line, columns[wrong.cells.length] ?? null),
      }),
      error: (code, [row, name] = []) =>
        new DataError(code, rows[Number(row ?? 0)]!.line, name === undefined ? null : String(name)),
      source: () => table.text.slice(rows[0]!.start, rows.at(-1)!.end),
    };
  });
}

/** Reads an entry of `tableEntries`. @throws DataError */
export function readTableEntry(entry: Entry, names: RecordNames): Conversation {
  const { fields } = entry.value as Group;
  const system = names.system && optionalTextAt(entry, fields[0]![names.system], [0, names.system]);
  const turns: Turn[] = fields.flatMap((row, i) => {
    noteUnread(entry, row, Object.values(names));
    return exchangeAt(entry, row, names, [i]);
  });
  return conversation(entry, system || undefined, turns, (turn) => [
    Math.floor(turn / 2),
    turn % 2 === 0 ? names.prompt : names.completion,
  ]);
}

/** Refuses columns that no table may have. @returns true where answers are marked as preferred @throws DataError */
export function refuseTableEntry(entry: Entry): boolean {
  const { fields } = entry.value as Group;
  const marked = fields.map((row, i) =>
    refuseUnsupported({ ...entry, error: (code, path = []) => entry.error(code, [i, ...path]) }, row),
  );
  return marked.includes(true);
}

function parse(source: string): DataSet {
  const table = readTable(source);
  const names = knownColumns(table);
  if (!names) {
    const { prompt } = namesIn(columnNames(table, true));
    throw new DataError('column', table.rows[0]!.line, prompt === undefined ? 'prompt' : 'completion');
  }
  const entries = tableEntries(table, true, names);
  if (entries.length === 0) throw new DataError('empty');
  return readStrictly(entries, (entry) => readTableEntry(entry, names as RecordNames));
}

function write(data: DataSet): string {
  const systems = data.some(({ system }) => system !== undefined);
  const several = data.some(({ turns }) => turns.length > 2);
  const rowsOf = ({ system, turns }: Conversation, index: number) =>
    Array.from({ length: turns.length / 2 }, (_, i) => [
      ...(several ? [String(index + 1)] : []),
      ...(systems ? [system ?? ''] : []),
      turns[2 * i]!.content,
      turns[2 * i + 1]!.content,
    ]);
  const header = [
    ...(several ? ['conversation'] : []),
    ...(systems ? ['system'] : []),
    'prompt',
    'completion',
  ];
  return [header, ...data.flatMap(rowsOf)].map(writeRow).join('');
}

export const csv: Format = {
  id: 'csv',
  extension: 'csv',
  holds: { turns: true, system: true, weight: false },
  parse,
  write,
};

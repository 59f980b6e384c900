/** @file Separated text as a table: its separator, its header if it has one, and the names of its columns. */
import { type Names, namesIn } from '../names.ts';
import { DataError } from '../problem.ts';
import { type Row, readRows, SEPARATORS, type Separator } from './cells.ts';

export interface Table {
  text: string;
  separator: Separator;
  /** Every row with text in it, the header too. */
  rows: readonly Row[];
}

/** Rows by which a separator is judged, and the least share of them that must have the same number of cells. */
const JUDGED = 50;
const LEAST_SHARE = 0.6;

/** How regular the table is with a separator; null where it is none. */
function judge(text: string, separator: Separator): { known: boolean; share: number; cells: number } | null {
  const rows = readRows(text, separator, JUDGED);
  const counts = new Map<number, number>();
  for (const { cells } of rows) counts.set(cells.length, (counts.get(cells.length) ?? 0) + 1);
  const [[cells, times] = [0, 0]] = [...counts].sort((a, b) => b[1] - a[1] || b[0] - a[0]);
  const header = rows[0]?.cells ?? [];
  if (isHeader(namesIn(header)) && header.length > 1) return { known: true, share: 1, cells };
  const share = times / rows.length;
  return cells > 1 && rows.length > 1 && share >= LEAST_SHARE ? { known: false, share, cells } : null;
}

function isHeader({ prompt, completion }: Names): boolean {
  return prompt !== undefined && completion !== undefined && prompt !== completion;
}

/** @returns null where a text is no table */
function separatorOf(text: string): Separator | null {
  const judged = SEPARATORS.flatMap((separator) => {
    const found = judge(text, separator);
    return found ? [{ separator, ...found }] : [];
  });
  judged.sort((a, b) => Number(b.known) - Number(a.known) || b.share - a.share || b.cells - a.cells);
  return judged[0]?.separator ?? null;
}

/** @throws DataError for a text that is no table */
export function readTable(source: string): Table {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  if (text.trim() === '') throw new DataError('empty');
  // Excel's first line, which names the separator.
  const named = /^sep=([,\t;|])(?:\r\n|\n|\r)/i.exec(text);
  const separator = named ? (named[1] as Separator) : separatorOf(text);
  if (separator === null) throw new DataError('unknownFormat', 1);
  const rows = readRows(text, separator);
  return { text, separator, rows: named ? rows.slice(1) : rows };
}

/** A name for every column, none twice: as in the header, or the number. */
export function columnNames({ rows }: Table, header: boolean): string[] {
  const cells = rows[0]?.cells ?? [];
  const names = cells.map((cell, i) => (header && cell.trim() !== '' ? cell.trim() : String(i + 1)));
  return names.map((name, i) => (names.indexOf(name) < i ? `${name} (${i + 1})` : name));
}

/** True where the first row looks like names: known ones among them, or short, without a sentence's signs, none empty. */
export function looksLikeHeader({ rows }: Table): boolean {
  const cells = rows[0]?.cells ?? [];
  if (Object.keys(namesIn(cells)).length > 0) return true;
  const isName = (cell: string) => cell.trim() !== '' && cell.length <= 20 && !/[。？！；.?!;"]/.test(cell);
  return cells.every(isName) && new Set(cells).size === cells.length;
}

/** The columns of a header, where question and answer are among them. */
export function knownColumns(table: Table): Names | null {
  const names = namesIn(columnNames(table, true));
  return isHeader(names) ? names : null;
}

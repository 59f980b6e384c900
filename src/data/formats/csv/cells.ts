/** @file Rows and cells of comma-separated text (RFC 4180), each row with the line it begins in. */
import { DataError } from '../problem.ts';

export interface Row {
  cells: string[];
  /** Counted from 1. */
  line: number;
}

/** Line breaks may be CRLF, LF or CR; an empty line is no row. @throws DataError for misplaced quotes */
export function readRows(text: string): Row[] {
  const rows: Row[] = [];
  let at = 0;
  let line = 1;
  /** Past one line break, if there is one here. */
  const lineBreak = (): boolean => {
    if (text[at] !== '\n' && text[at] !== '\r') return false;
    at += text.startsWith('\r\n', at) ? 2 : 1;
    line++;
    return true;
  };
  const quoted = (): string => {
    const start = line;
    let cell = '';
    at++;
    for (;;) {
      const end = text.indexOf('"', at);
      if (end < 0) throw new DataError('unclosedQuote', start);
      const piece = text.slice(at, end);
      cell += piece;
      line += piece.split(/\r\n|\n|\r/).length - 1;
      at = end + 1;
      if (text[at] !== '"') break;
      cell += '"';
      at++;
    }
    if (at < text.length && !',\n\r'.includes(text[at]!)) throw new DataError('strayQuote', line);
    return cell;
  };
  const plain = (): string => {
    const start = at;
    while (at < text.length && !',\n\r'.includes(text[at]!)) {
      if (text[at] === '"') throw new DataError('strayQuote', line);
      at++;
    }
    return text.slice(start, at);
  };
  while (at < text.length) {
    const row: Row = { cells: [], line };
    for (;;) {
      row.cells.push(text[at] === '"' ? quoted() : plain());
      if (text[at] !== ',') break;
      at++;
    }
    lineBreak();
    if (row.cells.length > 1 || row.cells[0] !== '') rows.push(row);
  }
  return rows;
}

/** One row, ended by CRLF as RFC 4180 asks; cells are quoted where they must be. */
export function writeRow(cells: readonly string[]): string {
  const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  // A row of one empty cell would be an empty line.
  return `${cells.map(quote).join(',') || '""'}\r\n`;
}

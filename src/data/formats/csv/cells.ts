/**
 * @file Rows and cells of separated text. A cell that is quoted as a whole may hold separators, line breaks and doubled
 * quotes (RFC 4180); in any other cell, quotes are text, as people write them. The usual libraries do not read the second kind:
 * they drop the quotes, or read on to the next quote, several rows later.
 */

export interface Row {
  cells: string[];
  /** Counted from 1. */
  line: number;
  /** Its range in the text, without its line break. */
  start: number;
  end: number;
  /** A cell begins with a quote, and no quote follows in the whole text. */
  unclosed: boolean;
}

export const SEPARATORS = [',', '\t', ';', '|'] as const;
export type Separator = (typeof SEPARATORS)[number];

/** Line breaks may be CRLF, LF or CR; a row without any text is none. */
export function readRows(text: string, separator: Separator, mostRows = Number.POSITIVE_INFINITY): Row[] {
  const rows: Row[] = [];
  let at = 0;
  let line = 1;
  let row: Row;
  const ends = (offset: number) =>
    offset >= text.length || text[offset] === separator || text[offset] === '\n' || text[offset] === '\r';
  /** A cell quoted as a whole; null, and nothing read, where this is none. */
  const quoted = (): string | null => {
    let cell = '';
    let from = at + 1;
    for (;;) {
      const quote = text.indexOf('"', from);
      if (quote < 0) {
        row.unclosed = true;
        return null;
      }
      cell += text.slice(from, quote);
      from = quote + 1;
      if (text[from] !== '"') break;
      cell += '"';
      from++;
    }
    if (!ends(from)) return null;
    line += text.slice(at, from).split(/\r\n|\n|\r/).length - 1;
    at = from;
    return cell;
  };
  const plain = (): string => {
    const start = at;
    while (!ends(at)) at++;
    return text.slice(start, at);
  };
  while (at < text.length && rows.length < mostRows) {
    row = { cells: [], line, start: at, end: at, unclosed: false };
    for (;;) {
      row.cells.push((text[at] === '"' ? quoted() : null) ?? plain());
      if (at >= text.length || text[at] !== separator) break;
      at++;
    }
    row.end = at;
    if (at < text.length) {
      at += text.startsWith('\r\n', at) ? 2 : 1;
      line++;
    }
    if (row.cells.some((cell) => cell.trim() !== '')) rows.push(row);
  }
  return rows;
}

/** One row, ended by CRLF as RFC 4180 asks; cells are quoted where they must be. */
export function writeRow(cells: readonly string[]): string {
  const quote = (cell: string) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell);
  return `${cells.map(quote).join(',')}\r\n`;
}

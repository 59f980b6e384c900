/** @file A chart's numbers as comma-separated values (RFC 4180), for spreadsheets. */
import type { ReactNode } from 'react';
import { flushSync } from 'react-dom';
import { createRoot } from 'react-dom/client';

export type CsvRow = readonly (string | number | null | undefined)[];

function field(value: CsvRow[number]): string {
  const text = value === null || value === undefined ? '' : String(value);
  // Spreadsheets read these characters as the start of a formula; negative numbers are allowed.
  const safe = typeof value === 'string' && /^[=+@]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** With a byte order mark, without which Excel reads Chinese as something else. */
export function toCsv(rows: readonly CsvRow[]): string {
  return `\ufeff${rows.map((row) => row.map(field).join(',')).join('\r\n')}\r\n`;
}

/** The cells of a table that is not on the page, as text. */
export function cellsOf(table: ReactNode): string[][] {
  const place = document.createElement('div');
  const root = createRoot(place);
  flushSync(() => root.render(table));
  const rows = [...place.querySelectorAll('tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => cell.textContent ?? ''),
  );
  root.unmount();
  return rows;
}

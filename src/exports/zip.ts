/** @file Files as one zip: sorted names and a fixed date, so that equal files give equal bytes. */
import { zipSync } from 'fflate';
import type { ExportedFile } from '../peft/method.ts';

/** The earliest date that a zip can hold; local time is what is written, whatever the zone. */
const DATE = new Date(1980, 0, 1);

/** The bytes of a zip with these files. Takes long with large ones: for workers. */
export function zipped(files: readonly ExportedFile[]): Uint8Array<ArrayBuffer> {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return zipSync(Object.fromEntries(sorted.map(({ name, bytes }) => [name, bytes])), {
    level: 6,
    mtime: DATE,
  }) as Uint8Array<ArrayBuffer>;
}

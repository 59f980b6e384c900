/** @file Files as one zip: sorted names and a fixed date, so that equal files give equal bytes. */
import { Zip, ZipDeflate } from 'fflate';
import type { ExportedFile } from '../peft/method.ts';

/** The earliest date that a zip can hold; local time is what is written, whatever the zone. */
const DATE = new Date(1980, 0, 1);

/**
 * The bytes of a zip with these files. Blocks for as long as it takes: for workers. Not by `zipSync`, which takes bytes of
 * another realm, such as those of jsdom, for folders.
 */
export function zipped(files: readonly ExportedFile[]): Uint8Array<ArrayBuffer> {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, part) => {
    if (error) throw error;
    parts.push(part);
  });
  for (const { name, bytes } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = DATE;
    zip.add(entry);
    // A copy: a worker may have handed over a view of something larger.
    entry.push(bytes.slice(), true);
  }
  zip.end();
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

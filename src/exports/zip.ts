/** @file Files as one zip: sorted names and a fixed date, so that equal files give equal bytes. */
import type { ExportedFile } from '../peft/method.ts';

/** The earliest date that a zip can hold; local time is what is written, whatever the zone. */
const DATE = new Date(1980, 0, 1);
/** Bytes deflated at a time, a few milliseconds each. */
const PIECE = 1 << 18;

/** Lets the page draw and answer. */
export function pause(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}

/** The bytes of a zip with these files. Works in pieces, so that no task is long. */
export async function zipped(files: readonly ExportedFile[]): Promise<Uint8Array> {
  const { Zip, ZipDeflate } = await import('fflate');
  const parts: Uint8Array[] = [];
  let failure: Error | null = null;
  const zip = new Zip((error, part) => {
    if (error) failure = error;
    else parts.push(part);
  });
  for (const { name, bytes } of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const entry = new ZipDeflate(name, { level: 6 });
    entry.mtime = DATE;
    zip.add(entry);
    for (let begin = 0; begin === 0 || begin < bytes.length; begin += PIECE) {
      // Slices are copies: a worker may have handed over a view of something larger.
      entry.push(bytes.slice(begin, begin + PIECE), begin + PIECE >= bytes.length);
      await pause();
    }
  }
  zip.end();
  if (failure) throw failure;
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @file Hands bytes to the reader as files, and text to the clipboard. */
import type { ExportedFile } from './engine-store.ts';

export function downloadFiles(files: readonly ExportedFile[]): void {
  for (const { name, bytes } of files) {
    const url = URL.createObjectURL(new Blob([bytes as BlobPart]));
    const link = document.createElement('a');
    link.href = url;
    link.download = name.split('/').pop() ?? name;
    link.click();
    // The browser reads the blob after the click has returned.
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }
}

/** False where the browser forbids it, as on pages opened as local files. */
export async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

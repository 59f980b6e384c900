/** @file The one storage of the page, opened when first asked for. */
import { indexedDbStorage } from './indexed-db.ts';
import { memoryStorage } from './memory.ts';
import type { Storage } from './storage.ts';

let opening: Promise<Storage> | null = null;

/** IndexedDB, or memory where there is none; never rejects. */
export function pageStorage(): Promise<Storage> {
  opening ??= indexedDbStorage().catch(() => memoryStorage());
  return opening;
}

/** Another storage in its place. For tests. */
export function setPageStorage(storage: Storage | null): void {
  opening = storage && Promise.resolve(storage);
}

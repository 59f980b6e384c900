/** @file Writes to the page's storage in sequence, so that an older state never overwrites a newer one. */
import { pageStorage } from './page-storage.ts';
import { problemOf, type Storage, type StorageProblem } from './storage.ts';

export class StorageWriter {
  #pending: Promise<void> = Promise.resolve();
  readonly #onProblem: (problem: StorageProblem) => void;

  /** @param onProblem is called for a write that storage refuses; later writes are tried all the same. */
  constructor(onProblem: (problem: StorageProblem) => void) {
    this.#onProblem = onProblem;
  }

  write(write: (storage: Storage) => Promise<void>): void {
    this.#pending = this.#pending
      .then(async () => write(await pageStorage()))
      .catch((error: unknown) => this.#onProblem(problemOf(error)));
  }

  /** Resolves when every pending write is done. For tests. */
  written(): Promise<void> {
    return this.#pending;
  }
}

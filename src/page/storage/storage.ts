/**
 * @file What the page keeps between visits beyond small preferences: finished runs, their weights, sweeps. Values are
 * plain data (what `structuredClone` takes), by collection and key. Who reads must check what it reads: another version
 * of the page, or something else on the same origin, may have written it.
 */

export const COLLECTIONS = ['runs', 'weights', 'sweeps'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/** 'unavailable': this browser keeps nothing (private mode, local files). 'full': no room left. 'broken': all else. */
export type StorageProblem = 'unavailable' | 'full' | 'broken';

export class StorageError extends Error {
  override name = 'StorageError';
  readonly problem: StorageProblem;
  constructor(problem: StorageProblem, detail: string) {
    super(`${problem}: ${detail}`);
    this.problem = problem;
  }
}

/** All methods reject with `StorageError` only. */
export interface Storage {
  /** False: what is put here ends with the page. */
  readonly persistent: boolean;
  entries(collection: Collection): Promise<[key: string, value: unknown][]>;
  get(collection: Collection, key: string): Promise<unknown>;
  put(collection: Collection, key: string, value: unknown): Promise<void>;
  delete(collection: Collection, key: string): Promise<void>;
}

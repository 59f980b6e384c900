/**
 * @file What the page stores between visits beyond small preferences: runs, their weights and checkpoints, sweeps. Values
 * are plain data (what `structuredClone` takes), by collection and key. A reader must check the values: another
 * version of the page, or something else on the same origin, may have written it.
 */

export const COLLECTIONS = ['runs', 'weights', 'sweeps', 'checkpoints'] as const;
export type Collection = (typeof COLLECTIONS)[number];

/**
 * 'unavailable': this browser stores nothing (private mode, local files). 'full': no room left. 'blocked': a tab with an
 * older version of the page holds the database. 'outdated': a newer version has taken it over. 'cleared': it was deleted
 * while the page was open. 'broken': all else.
 */
export type StorageProblem = 'unavailable' | 'full' | 'blocked' | 'outdated' | 'cleared' | 'broken';

export class StorageError extends Error {
  override name = 'StorageError';
  readonly problem: StorageProblem;
  constructor(problem: StorageProblem, detail: string) {
    super(`${problem}: ${detail}`);
    this.problem = problem;
  }
}

/** The problem of an error that storage threw. */
export function problemOf(error: unknown): StorageProblem {
  return error instanceof StorageError ? error.problem : 'broken';
}

/**
 * 'opened': a blocked database opened after all. 'cleared': it was deleted and begins empty: what the page still has must
 * be put again. A change: another tab wrote this entry.
 */
export type StorageNews = 'opened' | 'cleared' | { collection: Collection; key: string };

/** All methods reject with `StorageError` only. */
export interface Storage {
  /** False: what is put here ends with the page. */
  readonly persistent: boolean;
  entries(collection: Collection): Promise<[key: string, value: unknown][]>;
  get(collection: Collection, key: string): Promise<unknown>;
  put(collection: Collection, key: string, value: unknown): Promise<void>;
  delete(collection: Collection, key: string): Promise<void>;
  /** @returns a function that ends it. */
  subscribe(listener: (news: StorageNews) => void): () => void;
}

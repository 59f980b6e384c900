/** @file Storage that ends with the page: where a browser stores nothing, and in tests. */
import { COLLECTIONS, type Collection, type Storage, StorageError } from './storage.ts';

export interface MemoryStorage extends Storage {
  /** Entries beyond this many are refused, as a full disk would. For tests. */
  limit: number;
}

export function memoryStorage(persistent = false): MemoryStorage {
  const collections = new Map<Collection, Map<string, unknown>>(COLLECTIONS.map((name) => [name, new Map()]));
  const of = (collection: Collection) => collections.get(collection)!;
  return {
    persistent,
    limit: Number.POSITIVE_INFINITY,
    entries: async (collection) => structuredClone([...of(collection)]),
    get: async (collection, key) => structuredClone(of(collection).get(key)),
    async put(collection, key, value) {
      const size = [...collections.values()].reduce((sum, { size }) => sum + size, 0);
      if (size >= this.limit && !of(collection).has(key)) throw new StorageError('full', key);
      of(collection).set(key, structuredClone(value));
    },
    async delete(collection, key) {
      of(collection).delete(key);
    },
    // No other page writes to this memory.
    subscribe: () => () => {},
  };
}

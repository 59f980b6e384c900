import { describe, expect, it } from 'vitest';
import { indexedDbStorage } from './indexed-db.ts';
import { memoryStorage } from './memory.ts';
import { StorageError } from './storage.ts';

describe('storage in memory', () => {
  it('keeps copies by collection and key', async () => {
    const storage = memoryStorage();
    const bytes = new Uint8Array([1, 2, 3]);
    await storage.put('weights', 'a', { bytes });
    bytes[0] = 9;
    expect(await storage.get('weights', 'a')).toEqual({ bytes: new Uint8Array([1, 2, 3]) });
    expect(await storage.get('runs', 'a')).toBeUndefined();
    await storage.put('runs', 'b', 1);
    await storage.put('runs', 'a', 2);
    expect(await storage.entries('runs')).toEqual([
      ['b', 1],
      ['a', 2],
    ]);
    await storage.delete('runs', 'b');
    expect(await storage.entries('runs')).toEqual([['a', 2]]);
  });

  it('refuses what does not fit, and goes on', async () => {
    const storage = memoryStorage();
    storage.limit = 1;
    await storage.put('runs', 'a', 1);
    await expect(storage.put('runs', 'b', 1)).rejects.toMatchObject({
      name: 'StorageError',
      problem: 'full',
    });
    await storage.put('runs', 'a', 2);
    expect(await storage.get('runs', 'a')).toBe(2);
  });
});

describe('storage in IndexedDB', () => {
  it('says that a browser without it keeps nothing', async () => {
    const none = indexedDbStorage(null as unknown as undefined);
    await expect(none).rejects.toBeInstanceOf(StorageError);
    await expect(none).rejects.toMatchObject({ problem: 'unavailable' });
  });

  it('says the same of one that forbids it', async () => {
    const forbidden = {
      open() {
        throw new DOMException('denied', 'SecurityError');
      },
    } as unknown as IDBFactory;
    await expect(indexedDbStorage(forbidden)).rejects.toMatchObject({ problem: 'unavailable' });
  });

  it('calls a full disk full', async () => {
    const full = Object.assign(new Error('no room'), { name: 'QuotaExceededError' });
    const transaction = {
      objectStore: () => ({
        put() {
          setTimeout(() => transaction.onabort?.());
        },
      }),
      error: full,
      onabort: null as (() => void) | null,
    };
    const database = { transaction: () => transaction };
    const factory = {
      open() {
        const request = { result: database, onsuccess: null as (() => void) | null };
        setTimeout(() => request.onsuccess?.());
        return request;
      },
    } as unknown as IDBFactory;
    const storage = await indexedDbStorage(factory);
    await expect(storage.put('runs', 'a', 1)).rejects.toMatchObject({ problem: 'full' });
  });
});

import 'fake-indexeddb/auto';
import { forceCloseDatabase, IDBFactory } from 'fake-indexeddb';
import { deleteDB, openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { DATABASE, DATABASE_VERSION, indexedDbStorage } from './indexed-db.ts';
import { memoryStorage } from './memory.ts';
import { StorageError, type StorageNews } from './storage.ts';

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

  it('refuses what does not fit, and continues', async () => {
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
  beforeEach(() => {
    vi.stubGlobal('indexedDB', new IDBFactory());
  });
  afterEach(() => {
    vi.restoreAllMocks();
    vi.unstubAllGlobals();
  });

  /** Every connection opened from now on, as the browser sees it. */
  function connections(): IDBDatabase[] {
    const found: IDBDatabase[] = [];
    const open = indexedDB.open.bind(indexedDB);
    indexedDB.open = (...args) => {
      const request = open(...args);
      request.addEventListener('success', () => found.push(request.result));
      return request;
    };
    return found;
  }

  it('keeps what is put, for the next visit too', async () => {
    const storage = await indexedDbStorage();
    await storage.put('runs', 'a', { bytes: new Uint8Array([1]) });
    await storage.put('checkpoints', 'a', 2);
    await storage.delete('checkpoints', 'a');
    const again = await indexedDbStorage();
    expect(await again.entries('runs')).toEqual([['a', { bytes: new Uint8Array([1]) }]]);
    expect(await again.get('checkpoints', 'a')).toBeUndefined();
  });

  it('takes over what the version before it stored', async () => {
    const old = await openDB(DATABASE, 1, {
      upgrade(database) {
        for (const name of ['runs', 'weights', 'sweeps']) database.createObjectStore(name);
      },
    });
    await old.put('runs', 'old', 'a');
    old.close();
    const storage = await indexedDbStorage();
    expect(await storage.get('runs', 'a')).toBe('old');
    await storage.put('checkpoints', 'a', 1);
  });

  it('opens a connection again that the browser has closed', async () => {
    const opened = connections();
    const storage = await indexedDbStorage();
    await storage.put('runs', 'a', 1);
    forceCloseDatabase(opened[0] as never);
    expect(await storage.get('runs', 'a')).toBe(1);
    // Closed without an event, as WebKit does it.
    opened[1]!.close();
    await storage.put('runs', 'b', 2);
    expect(await storage.entries('runs')).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    expect(opened).toHaveLength(3);
  });

  it('closes for a newer version, and reports that this one is outdated', async () => {
    const storage = await indexedDbStorage();
    const newer = await openDB(DATABASE, DATABASE_VERSION + 1);
    await expect(storage.put('runs', 'a', 1)).rejects.toMatchObject({ problem: 'outdated' });
    newer.close();
    await expect((await indexedDbStorage()).get('runs', 'a')).rejects.toMatchObject({ problem: 'outdated' });
  });

  it('reports that an older tab blocks it, and continues once that is closed', async () => {
    // As pages before this one could be: deaf to a newer version.
    const old = await openDB(DATABASE, 1);
    const storage = await indexedDbStorage();
    const news: StorageNews[] = [];
    const opened = new Promise<void>((resolve) => {
      storage.subscribe((one) => {
        news.push(one);
        resolve();
      });
    });
    await expect(storage.put('runs', 'a', 1)).rejects.toMatchObject({ problem: 'blocked' });
    old.close();
    await opened;
    expect(news).toEqual(['opened']);
    await storage.put('runs', 'a', 1);
    expect(await storage.get('runs', 'a')).toBe(1);
  });

  it('reports that it was cleared, and starts empty', async () => {
    const storage = await indexedDbStorage();
    const news: StorageNews[] = [];
    storage.subscribe((one) => news.push(one));
    await storage.put('runs', 'a', 1);
    await deleteDB(DATABASE);
    expect(await storage.entries('runs')).toEqual([]);
    expect(news).toEqual(['cleared']);
    await storage.put('runs', 'b', 2);
    expect(await storage.get('runs', 'b')).toBe(2);
  });

  it('tells the other tab what was written', async () => {
    const here = await indexedDbStorage();
    const there = await indexedDbStorage();
    const told = new Promise<StorageNews>((resolve) => there.subscribe(resolve));
    await here.put('runs', 'a', 1);
    expect(await told).toEqual({ collection: 'runs', key: 'a' });
  });

  it('says that a browser without it keeps nothing', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(indexedDbStorage()).rejects.toBeInstanceOf(StorageError);
    await expect(indexedDbStorage()).rejects.toMatchObject({ problem: 'unavailable' });
  });

  it('says the same of one that forbids it', async () => {
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('denied', 'SecurityError');
      },
    });
    await expect(indexedDbStorage()).rejects.toMatchObject({ problem: 'unavailable' });
  });

  it('calls a full disk full', async () => {
    const storage = await indexedDbStorage();
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(storage.put('runs', 'a', 1)).rejects.toMatchObject({ problem: 'full' });
  });
});

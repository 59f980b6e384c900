/**
 * @file Storage in the browser's IndexedDB. The name carries the page's prefix: all local files share one origin. A
 * connection that the browser closes (iOS does when it sleeps) is opened again at the next use.
 */
import { type IDBPDatabase, openDB } from 'idb';
import { COLLECTIONS, type Collection, type Storage, StorageError, type StorageNews } from './storage.ts';

export const DATABASE = 'lesson7';
/** 1 had no checkpoints. */
export const DATABASE_VERSION = 2;
const CHANNEL = 'lesson7-storage';

function failureOf(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  if (name === 'QuotaExceededError') return new StorageError('full', message);
  if (name === 'VersionError') return new StorageError('outdated', message);
  return new StorageError('broken', `${name} ${message}`);
}

/** What a browser says of a connection that it has closed: WebKit calls it unknown. */
function isClosed(error: unknown): boolean {
  return error instanceof Error && ['InvalidStateError', 'UnknownError', 'AbortError'].includes(error.name);
}

class Connection {
  #opening: Promise<IDBPDatabase> | null = null;
  /** Once true, a database without a version has been deleted meanwhile. */
  #wasOpen = false;
  readonly #announce: (news: StorageNews) => void;

  constructor(announce: (news: StorageNews) => void) {
    this.#announce = announce;
  }

  /** Opens the database if it is not open. @throws StorageError 'blocked' at once while another tab blocks it */
  database(): Promise<IDBPDatabase> {
    this.#opening ??= this.#open();
    return this.#opening;
  }

  forget(): void {
    this.#opening = null;
  }

  #open(): Promise<IDBPDatabase> {
    return new Promise((resolve, reject) => {
      let waited = false;
      let cleared = false;
      const request = openDB(DATABASE, DATABASE_VERSION, {
        upgrade: (database, oldVersion) => {
          cleared = this.#wasOpen && oldVersion === 0;
          for (const name of COLLECTIONS)
            if (!database.objectStoreNames.contains(name)) database.createObjectStore(name);
        },
        blocked: () => {
          waited = true;
          reject(new StorageError('blocked', 'an older version of the page holds the database'));
        },
        // A newer version upgrades the database, or someone deletes it: both wait until this connection is closed.
        blocking: (_version, _blocked, event) => {
          (event.target as IDBDatabase).close();
          this.forget();
        },
        terminated: () => this.forget(),
      });
      request.then(
        (database) => {
          this.#wasOpen = true;
          if (waited) this.#opening = Promise.resolve(database);
          resolve(database);
          if (cleared) this.#announce('cleared');
          if (waited) this.#announce('opened');
        },
        (error) => {
          this.forget();
          reject(error);
        },
      );
    });
  }
}

/** @throws StorageError 'unavailable' where the browser stores nothing, as in some private windows. */
export async function indexedDbStorage(): Promise<Storage> {
  const listeners = new Set<(news: StorageNews) => void>();
  const announce = (news: StorageNews) => {
    for (const listener of listeners) listener(news);
  };
  const connection = new Connection(announce);
  try {
    if (!globalThis.indexedDB) throw new Error('no IndexedDB');
    await connection.database();
  } catch (error) {
    const failure = failureOf(error);
    // With these two the database exists, and each use reports the problem until it can be opened.
    if (failure.problem !== 'blocked' && failure.problem !== 'outdated')
      throw new StorageError('unavailable', failure.message);
  }
  const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel(CHANNEL);
  channel?.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
    if (isChange(data)) announce(data);
  });

  /** Once more on a new connection where the browser had closed the old one; every action may be done twice. */
  const using = async <Value>(action: (database: IDBPDatabase) => Promise<Value>): Promise<Value> => {
    try {
      try {
        return await action(await connection.database());
      } catch (error) {
        if (!isClosed(error)) throw error;
        connection.forget();
        return await action(await connection.database());
      }
    } catch (error) {
      throw failureOf(error);
    }
  };
  /** A write counts once its transaction is complete: a full disk shows only then. */
  const writing = async (
    collection: Collection,
    key: string,
    write: (database: IDBPDatabase) => Promise<unknown>,
  ): Promise<void> => {
    await using(write);
    channel?.postMessage({ collection, key } satisfies StorageNews);
  };
  return {
    persistent: true,
    entries: (name) =>
      using(async (database) => {
        const store = database.transaction(name).store;
        const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
        return keys.map((key, i) => [String(key), values[i] as unknown]);
      }),
    get: (name, key) => using((database) => database.get(name, key)),
    put: (name, key, value) => writing(name, key, (database) => database.put(name, value, key)),
    delete: (name, key) => writing(name, key, (database) => database.delete(name, key)),
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function isChange(value: unknown): value is { collection: Collection; key: string } {
  if (typeof value !== 'object' || value === null) return false;
  const { collection, key } = value as { collection?: unknown; key?: unknown };
  return typeof key === 'string' && COLLECTIONS.some((name) => name === collection);
}

/** @file Storage in the browser's IndexedDB. The name carries the page's prefix: all local files share one origin. */
import { COLLECTIONS, type Collection, type Storage, StorageError } from './storage.ts';

const NAME = 'lesson7';
const VERSION = 1;

function problemOf(error: unknown): StorageError {
  if (error instanceof StorageError) return error;
  const { name, message } = error instanceof Error ? error : { name: '', message: String(error) };
  const detail = `${name} ${message}`;
  return new StorageError(name === 'QuotaExceededError' ? 'full' : 'broken', detail);
}

function settled<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
}

/** A write counts once its transaction is complete: a full disk shows only then. */
function completed(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = () => reject(transaction.error);
    transaction.onabort = () => reject(transaction.error ?? new Error('aborted'));
  });
}

function open(factory: IDBFactory): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = factory.open(NAME, VERSION);
    request.onupgradeneeded = () => {
      for (const name of COLLECTIONS) {
        if (!request.result.objectStoreNames.contains(name)) request.result.createObjectStore(name);
      }
    };
    request.onsuccess = () => {
      // A newer page in another window wants to upgrade: give way.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
    request.onblocked = () => reject(new Error('an older page holds the database open'));
  });
}

/** @throws StorageError 'unavailable' where the browser keeps nothing, as in some private windows. */
export async function indexedDbStorage(
  factory: IDBFactory | undefined = globalThis.indexedDB,
): Promise<Storage> {
  let database: IDBDatabase;
  try {
    if (!factory) throw new Error('no IndexedDB');
    database = await open(factory);
  } catch (error) {
    throw new StorageError('unavailable', error instanceof Error ? error.message : String(error));
  }
  const guard = async <Value>(action: () => Promise<Value>): Promise<Value> => {
    try {
      return await action();
    } catch (error) {
      throw problemOf(error);
    }
  };
  const reading = (name: Collection) => database.transaction(name, 'readonly').objectStore(name);
  const writing = (name: Collection, write: (store: IDBObjectStore) => void) =>
    guard(async () => {
      const transaction = database.transaction(name, 'readwrite');
      write(transaction.objectStore(name));
      await completed(transaction);
    });
  return {
    persistent: true,
    entries: (name) =>
      guard(async () => {
        const store = reading(name);
        const [keys, values] = await Promise.all([settled(store.getAllKeys()), settled(store.getAll())]);
        return keys.map((key, i) => [String(key), values[i] as unknown]);
      }),
    get: (name, key) => guard(() => settled(reading(name).get(key))),
    put: (name, key, value) => writing(name, (store) => store.put(value, key)),
    delete: (name, key) => writing(name, (store) => store.delete(key)),
  };
}

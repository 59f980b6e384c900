/**
 * @file A cache of modules that load once and are then available synchronously. `React.lazy` suspends for one tick even
 * for modules that are loaded, and `beforeprint` does not wait a tick.
 */
import { createListeners } from '../page/listeners.ts';

export type Entry<Value> =
  | { state: 'loading' }
  | { state: 'ready'; value: Value }
  | { state: 'failed'; reason: string };

export interface ModuleCache<Value> {
  get(key: string): Entry<Value> | undefined;
  /** Starts loading what is not there; what failed is tried again. */
  load(key: string): void;
  subscribe(listener: () => void): () => void;
}

export function createModuleCache<Value>(fetch: (key: string) => Promise<Value>): ModuleCache<Value> {
  const entries = new Map<string, Entry<Value>>();
  const listeners = createListeners();
  const put = (key: string, entry: Entry<Value>) => {
    entries.set(key, entry);
    listeners.notify();
  };
  return {
    get: (key) => entries.get(key),
    load(key) {
      const entry = entries.get(key);
      if (entry && entry.state !== 'failed') return;
      entries.set(key, { state: 'loading' });
      fetch(key).then(
        (value) => put(key, { state: 'ready', value }),
        (error: unknown) =>
          put(key, { state: 'failed', reason: error instanceof Error ? error.message : String(error) }),
      );
    },
    subscribe: listeners.subscribe,
  };
}

/** @file The listeners of a store: notified at every change, subscribed to by `useSyncExternalStore`. */

interface Listeners {
  /** @returns a function that ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  notify(): void;
}

/** A listener removed during a notification is not called; one added during it is called from the next one on. */
export function createListeners(): Listeners {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    notify() {
      for (const listener of [...listeners]) if (listeners.has(listener)) listener();
    },
  };
}

/** @file Who wants to hear of a change: what every store of the page tells, and `useSyncExternalStore` subscribes to. */

export interface Listeners {
  /** @returns a function that ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  notify(): void;
}

/** One that unsubscribes while others are told hears no more; one that subscribes meanwhile hears from the next on. */
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

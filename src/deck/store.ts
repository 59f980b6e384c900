/** @file A tiny external store: one value, patched whole, read by selector. */
import { useSyncExternalStore } from 'react';

export interface Store<State> {
  get(): State;
  set(patch: Partial<State>): void;
  subscribe(listener: () => void): () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = new Set<() => void>();
  return {
    get: () => state,
    set(patch) {
      const changed = (Object.keys(patch) as (keyof State)[]).some(
        (key) => !Object.is(state[key], patch[key]),
      );
      if (!changed) return;
      state = { ...state, ...patch };
      for (const listener of [...listeners]) listener();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

/** The selector must return a stable value: a field, not a new object. */
export function useStore<State extends object, Value>(
  store: Store<State>,
  select: (state: State) => Value,
): Value {
  const read = () => select(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

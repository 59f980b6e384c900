/** @file A store outside of React: one object whose fields are set, read by selector. */
import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

export interface Store<State> {
  get(): State;
  set(patch: Partial<State>): void;
  readonly subscribe: (listener: () => void) => () => void;
}

export function createStore<State extends object>(initial: State): Store<State> {
  let state = initial;
  const listeners = createListeners();
  return {
    get: () => state,
    set(patch) {
      const changed = (Object.keys(patch) as (keyof State)[]).some(
        (key) => !Object.is(state[key], patch[key]),
      );
      if (!changed) return;
      state = { ...state, ...patch };
      listeners.notify();
    },
    subscribe: listeners.subscribe,
  };
}

/** The selector must return a stable value: a field, not a new object. */
export function useStore<State extends object, Value>(
  store: Pick<Store<State>, 'get' | 'subscribe'>,
  select: (state: State) => Value,
): Value {
  const read = () => select(store.get());
  return useSyncExternalStore(store.subscribe, read, read);
}

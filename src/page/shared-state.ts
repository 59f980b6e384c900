/**
 * @file A widget's small state (a guess, a typed prompt, a chosen tab) outside of React: it outlives changes of
 * slide, language and mode, and is shared with the presenter's copy.
 */
import { useCallback, useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

const values = new Map<string, unknown>();
const listeners = createListeners();

export function getShared<Value>(key: string, initial: Value): Value {
  return values.has(key) ? (values.get(key) as Value) : initial;
}

export function setShared<Value>(key: string, value: Value): void {
  if (values.has(key) && Object.is(values.get(key), value)) return;
  values.set(key, value);
  listeners.notify();
}

/** For tests. */
export function forgetShared(): void {
  values.clear();
  listeners.notify();
}

const subscribe = listeners.subscribe;

/** @param key unique in the page: `<widget>.<name>`. @param initial must be the same reference at every call. */
export function useShared<Value>(key: string, initial: Value): [Value, (value: Value) => void] {
  const get = () => getShared(key, initial);
  const value = useSyncExternalStore(subscribe, get, get);
  const set = useCallback((next: Value) => setShared(key, next), [key]);
  return [value, set];
}

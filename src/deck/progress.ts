/**
 * @file Which slides a reader has visited, stored on this device. Only reading counts; presenting does not.
 * All local files share one localStorage, hence the prefixed key; anything else under it counts as empty.
 */
import { useSyncExternalStore } from 'react';
import { createListeners } from '../page/listeners.ts';

const KEY = 'lesson7.seen.v1';

export function parseSeen(text: string | null): ReadonlySet<string> {
  try {
    const value: unknown = JSON.parse(text ?? '[]');
    return new Set(Array.isArray(value) ? value.filter((id): id is string => typeof id === 'string') : []);
  } catch {
    return new Set();
  }
}

function load(): ReadonlySet<string> {
  try {
    return parseSeen(localStorage.getItem(KEY));
  } catch {
    return new Set();
  }
}

let seen: ReadonlySet<string> | null = null;
const listeners = createListeners();

function current(): ReadonlySet<string> {
  seen ??= load();
  return seen;
}

export function markSeen(slide: string): void {
  if (current().has(slide)) return;
  seen = new Set([...current(), slide]);
  try {
    localStorage.setItem(KEY, JSON.stringify([...seen]));
  } catch {
    // Private windows may refuse; progress then lasts as long as the page.
  }
  listeners.notify();
}

export function useProgress(): ReadonlySet<string> {
  return useSyncExternalStore(listeners.subscribe, current, current);
}

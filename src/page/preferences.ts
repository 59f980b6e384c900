/**
 * @file The reader's preferences: small texts under the prefix `lesson7:` (all local files share one
 * storage). Reading never throws: storage may be forbidden, full, or hold values of other software.
 */
import { useSyncExternalStore } from 'react';
import { BACKEND_PREFERENCES } from '../train/protocol.ts';
import { createListeners } from './listeners.ts';

const PREFIX = 'lesson7:';

/** Each preference with the values it may have, the first being the default. */
export const PREFERENCES = {
  language: ['zh', 'en'],
  theme: ['auto', 'light', 'dark'],
  /** What a run does when its slide or tab is left. */
  leaving: ['continue', 'pause'],
  /** Size of the notes in the presenter's window. */
  notes: ['medium', 'large', 'largest'],
  /** What trains. */
  engine: BACKEND_PREFERENCES,
} as const;

type PreferenceName = keyof typeof PREFERENCES;
export type PreferenceValue<Name extends PreferenceName> = (typeof PREFERENCES)[Name][number];

const listeners = createListeners();
/** Values set in this page, for browsers without storage. */
const memory = new Map<PreferenceName, string>();

function stored(name: PreferenceName): string | null {
  let value: string | null = memory.get(name) ?? null;
  if (value === null) {
    try {
      value = localStorage.getItem(PREFIX + name);
    } catch {
      return null;
    }
  }
  return (PREFERENCES[name] as readonly string[]).includes(value ?? '') ? value : null;
}

export function getPreference<Name extends PreferenceName>(name: Name): PreferenceValue<Name> {
  return (stored(name) ?? PREFERENCES[name][0]) as PreferenceValue<Name>;
}

export function setPreference<Name extends PreferenceName>(name: Name, value: PreferenceValue<Name>): void {
  memory.set(name, value);
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    // The value lasts in memory until the page is closed.
  }
  listeners.notify();
}

export const subscribePreferences = listeners.subscribe;

/** Clears the values in memory, not in storage. For tests. */
export function forgetPreferences(): void {
  memory.clear();
}

export function usePreference<Name extends PreferenceName>(name: Name): PreferenceValue<Name> {
  return useSyncExternalStore(
    subscribePreferences,
    () => getPreference(name),
    () => PREFERENCES[name][0] as PreferenceValue<Name>,
  );
}

/** @file The reader's own data set: kept in the browser as it is typed, so that a reload loses nothing. */
import { useSyncExternalStore } from 'react';
import type { DataSet } from '../../data/conversation.ts';
import { messages } from '../../data/formats/messages/index.ts';
import { createListeners } from '../../page/listeners.ts';
import { hashSeed } from '../../world/random.ts';

const KEY = 'lesson7.workshop';
/** Characters that a browser may be asked to keep: browsers grant about five million to a site. */
const MOST_KEPT = 1_000_000;

export interface OwnData {
  data: DataSet;
  /** Why what is shown is not kept: too large, or the browser keeps nothing. */
  notKept: 'tooLarge' | 'refused' | null;
}

const NOTHING: OwnData = { data: [], notKept: null };
const listeners = createListeners();
let state: OwnData | null = null;

function load(): OwnData {
  try {
    const text = localStorage.getItem(KEY);
    // Kept in a format that anyone can read; junk under the key is treated as nothing.
    return text ? { data: messages.parse(text), notKept: null } : NOTHING;
  } catch {
    return NOTHING;
  }
}

function get(): OwnData {
  state ??= load();
  return state;
}

function keep(data: DataSet): OwnData['notKept'] {
  const text = messages.write(data);
  if (text.length > MOST_KEPT) return 'tooLarge';
  try {
    localStorage.setItem(KEY, text);
    return null;
  } catch {
    return 'refused';
  }
}

/** Shows a data set and keeps it; what is too large is shown and not kept. */
export function setOwnData(data: DataSet): void {
  state = { data, notKept: keep(data) };
  listeners.notify();
}

const LINKS = 'lesson7.workshop.links';
/** The address follows a moment late, so after a quick reload it may hold any of the last few. */
const LINKS_NOTED = 20;

function notedLinks(): number[] {
  try {
    const noted: unknown = JSON.parse(sessionStorage.getItem(LINKS) ?? '[]');
    return Array.isArray(noted) ? noted.filter((one) => typeof one === 'number') : [];
  } catch {
    return [];
  }
}

/** Remembers, for this tab, that it wrote this text into its address itself. */
export function noteLink(text: string): void {
  try {
    const noted = [hashSeed(text), ...notedLinks()].slice(0, LINKS_NOTED);
    sessionStorage.setItem(LINKS, JSON.stringify(noted));
  } catch {
    // A browser that keeps nothing reads its own address as a link, which is what it has.
  }
}

/** True where the address holds what this tab wrote: what the browser keeps is newer or the same. */
export function isOwnLink(text: string): boolean {
  return get().data.length > 0 && notedLinks().includes(hashSeed(text));
}

/** Shows what a link brought. The reader's own stays kept until something is changed. */
export function showOwnData(data: DataSet): void {
  state = { data, notKept: null };
  listeners.notify();
}

/** Forgets what was loaded, as a fresh page would; what the browser keeps stays. For tests. */
export function forgetOwnData(): void {
  state = null;
  listeners.notify();
}

const subscribe = listeners.subscribe;

/** The reader's data set as it is now, for who does not draw it. */
export function ownDataNow(): DataSet {
  return get().data;
}

export function useOwnData(): OwnData {
  return useSyncExternalStore(subscribe, get, get);
}

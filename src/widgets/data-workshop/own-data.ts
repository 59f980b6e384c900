/** @file The reader's own data set: saved in the browser while it is typed, so that a reload loses nothing. */
import { useSyncExternalStore } from 'react';
import type { DataSet } from '../../data/conversation.ts';
import { messages } from '../../data/formats/messages/index.ts';
import { createListeners } from '../../page/listeners.ts';
import { hashSeed } from '../../world/random.ts';

const KEY = 'lesson7.workshop';
/** Most characters to store: browsers allow a site about five million. */
const MOST_STORED = 1_000_000;

interface OwnData {
  data: DataSet;
  /** Why the data is not saved: too large, or storage is refused. */
  unsaved: 'tooLarge' | 'refused' | null;
}

const NOTHING: OwnData = { data: [], unsaved: null };
const listeners = createListeners();
let state: OwnData | null = null;

function load(): OwnData {
  try {
    const text = localStorage.getItem(KEY);
    // Stored as OpenAI messages; invalid content is treated as empty.
    return text ? { data: messages.parse(text), unsaved: null } : NOTHING;
  } catch {
    return NOTHING;
  }
}

function get(): OwnData {
  state ??= load();
  return state;
}

function save(data: DataSet): OwnData['unsaved'] {
  const text = messages.write(data);
  if (text.length > MOST_STORED) return 'tooLarge';
  try {
    localStorage.setItem(KEY, text);
    return null;
  } catch {
    return 'refused';
  }
}

/** Shows a data set and saves it, unless it is too large. */
export function setOwnData(data: DataSet): void {
  state = { data, unsaved: save(data) };
  listeners.notify();
}

const LINKS = 'lesson7.workshop.links';
/** The address is written with a delay, so after a quick reload it may hold any of the last few. */
const MOST_LINKS = 20;

function rememberedLinks(): number[] {
  try {
    const stored: unknown = JSON.parse(sessionStorage.getItem(LINKS) ?? '[]');
    return Array.isArray(stored) ? stored.filter((one) => typeof one === 'number') : [];
  } catch {
    return [];
  }
}

/** Stores, for this tab, that it wrote this text into its address itself. */
export function rememberLink(text: string): void {
  try {
    const links = [hashSeed(text), ...rememberedLinks()].slice(0, MOST_LINKS);
    sessionStorage.setItem(LINKS, JSON.stringify(links));
  } catch {
    // Without storage the page reads its own address as a link.
  }
}

/** True where this tab wrote the address, so that storage is newer or the same. */
export function isOwnLink(text: string): boolean {
  return get().data.length > 0 && rememberedLinks().includes(hashSeed(text));
}

/** Shows the data of a link. The reader's own stays stored until something is changed. */
export function showOwnData(data: DataSet): void {
  state = { data, unsaved: null };
  listeners.notify();
}

/** Clears the memory, as in a new page; storage is unchanged. For tests. */
export function forgetOwnData(): void {
  state = null;
  listeners.notify();
}

const subscribe = listeners.subscribe;

/** The reader's current data set, outside of React. */
export function ownDataNow(): DataSet {
  return get().data;
}

export function useOwnData(): OwnData {
  return useSyncExternalStore(subscribe, get, get);
}

/**
 * @file Whether a newer version of the installed page is waiting. `src/app/offline.ts` handles the service worker; this
 * store holds what the page shows, and the reader's request to update.
 */
import { useSyncExternalStore } from 'react';
import { createListeners } from './listeners.ts';

/**
 * 'training': it waits, and so does a run of this page; 'elsewhere': one of another window does.
 * 'taken': another window took it, so the files of this page's version are gone.
 */
type Update = 'none' | 'waiting' | 'training' | 'elsewhere' | 'taken';

let update: Update = 'none';
let take: () => void = () => {};
const listeners = createListeners();

export function getUpdate(): Update {
  return update;
}

/** @param taking what a press on the button does. */
export function setUpdate(next: Update, taking: () => void = take): void {
  update = next;
  take = taking;
  listeners.notify();
}

export function takeUpdate(): void {
  take();
}

export function useUpdate(): Update {
  return useSyncExternalStore(listeners.subscribe, getUpdate, getUpdate);
}

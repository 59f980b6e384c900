/**
 * @file Whether a newer version of the installed page is waiting. `src/app/offline.ts` handles the service worker; this
 * store holds what the page shows, and the reader's request to update.
 */
import { createStore, useStore } from './store.ts';

/**
 * 'training': it waits for a run of this page; 'elsewhere': for one of another window. 'replaced': another window has
 * installed it, so the files of this page's version are gone.
 */
type Update = 'none' | 'waiting' | 'training' | 'elsewhere' | 'replaced';

const store = createStore<{ update: Update; install: () => void }>({ update: 'none', install: () => {} });

export function getUpdate(): Update {
  return store.get().update;
}

/** @param install what a press on the button does. */
export function setUpdate(update: Update, install = store.get().install): void {
  store.set({ update, install });
}

export function installUpdate(): void {
  store.get().install();
}

export function useUpdate(): Update {
  return useStore(store, ({ update }) => update);
}

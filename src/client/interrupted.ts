/**
 * @file Groups that an earlier page left unfinished, by owner: read from storage once, offered to the reader, and deleted once
 * the reader continues them, discards them, or trains again.
 */
import { useEffect, useSyncExternalStore } from 'react';
import { createListeners } from '../page/listeners.ts';
import { pageStorage } from '../page/storage/page-storage.ts';
import { openPages } from './page-lock.ts';
import { decodeGroup, type StoredGroup } from './stored-group.ts';

class InterruptedGroups {
  /** The newest of each owner, with the keys of all of them. */
  readonly #found = new Map<string, { group: StoredGroup; keys: string[] }>();
  readonly #listeners = createListeners();
  #looking: Promise<void> | null = null;

  readonly subscribe = this.#listeners.subscribe;

  of(owner: string): StoredGroup | null {
    return this.#found.get(owner)?.group ?? null;
  }

  /** Reads storage, once. Never rejects: without storage there is nothing to find. */
  look(): Promise<void> {
    this.#looking ??= this.#look().catch(() => {});
    return this.#looking;
  }

  /** Deletes the groups of this owner from storage: continued, or not wanted. */
  drop(owner: string): void {
    const found = this.#found.get(owner);
    if (!found) return;
    this.#found.delete(owner);
    this.#listeners.notify();
    void (async () => {
      const storage = await pageStorage();
      for (const key of found.keys) await storage.delete('checkpoints', key);
    })().catch(() => {});
  }

  /** As in a page that was just opened. For tests. */
  forget(): void {
    this.#found.clear();
    this.#looking = null;
  }

  async #look(): Promise<void> {
    const open = await openPages();
    for (const [key, value] of await (await pageStorage()).entries('checkpoints')) {
      const group = decodeGroup(value);
      if (!group || open.has(key.split(':')[0]!)) continue;
      const known = this.#found.get(group.owner);
      const newest = known && known.group.savedAt > group.savedAt ? known.group : group;
      this.#found.set(group.owner, { group: newest, keys: [...(known?.keys ?? []), key] });
    }
    if (this.#found.size > 0) this.#listeners.notify();
  }
}

export const interrupted = new InterruptedGroups();

/** What an earlier page left unfinished for this owner. */
export function useInterrupted(owner: string): StoredGroup | null {
  useEffect(() => void interrupted.look(), []);
  const of = () => interrupted.of(owner);
  return useSyncExternalStore(interrupted.subscribe, of, of);
}

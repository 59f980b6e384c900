/** @file Groups of one widget, one after another; stopping one ends the queue. */

import { setShared } from '../page/shared-state.ts';
import { engine } from './engine-store.ts';
import type { QueuedGroup, StoredGroup } from './stored-group.ts';

const endings = new Map<string, () => void>();

export function queueKey(owner: string): string {
  return `${owner}.queue`;
}

/** Groups still to come are in the shared value `queueKey(owner)`. A second call replaces the first queue. */
export function trainInTurn(owner: string, groups: readonly QueuedGroup[]): void {
  queue(owner, groups, null);
}

/** Continues a group that an earlier page left unfinished, and the queue after it. */
export function continueInTurn(group: StoredGroup): void {
  queue(group.owner, group.queue, group);
}

function queue(owner: string, groups: readonly QueuedGroup[], first: StoredGroup | null): void {
  endings.get(owner)?.();
  const waiting = [...groups];
  let current: string | null = null;

  const end = () => {
    unsubscribe();
    endings.delete(owner);
    setShared(queueKey(owner), 0);
  };
  const begun = (groupId: string | null) => {
    current = groupId;
    // Another widget trains: the queue ends.
    if (groupId === null) return end();
    engine.groupStorage.setQueue(groupId, [...waiting]);
    setShared(queueKey(owner), waiting.length);
  };
  const next = () => {
    const group = waiting.shift();
    if (!group) return end();
    begun(engine.train(owner, group.runs, group.evaluation));
  };
  const unsubscribe = engine.records.subscribe(() => {
    if (current === null || engine.records.latestGroup(owner)?.groupId !== current) return;
    const state = engine.records.groups.get(current)?.state;
    if (state === 'done') next();
    if (state === 'stopped' || state === 'failed') end();
  });
  endings.set(owner, end);
  if (first) begun(engine.continueStored(first));
  else next();
}

/** @file Groups of one widget, one after another; stopping one ends the queue. */

import { setShared } from '../page/shared-state.ts';
import type { EvaluationSpec } from '../train/protocol.ts';
import type { RunSpec } from '../train/spec.ts';
import { engine } from './engine-store.ts';

export interface QueuedGroup {
  runs: { name: string; spec: RunSpec }[];
  evaluation: EvaluationSpec;
}

const endings = new Map<string, () => void>();

export function queueKey(owner: string): string {
  return `${owner}.queue`;
}

/** Groups still to come are in the shared value `queueKey(owner)`. A second call replaces the first queue. */
export function trainInTurn(owner: string, groups: readonly QueuedGroup[]): void {
  endings.get(owner)?.();
  const waiting = [...groups];
  let current: string | null = null;

  const end = () => {
    unsubscribe();
    endings.delete(owner);
    setShared(queueKey(owner), 0);
  };
  const next = () => {
    const group = waiting.shift();
    if (!group) return end();
    current = engine.train(owner, group.runs, group.evaluation);
    // Another widget trains: the queue gives way.
    if (current === null) return end();
    setShared(queueKey(owner), waiting.length);
  };
  const unsubscribe = engine.records.subscribe(() => {
    if (current === null || engine.records.latestGroup(owner)?.groupId !== current) return;
    const state = engine.records.groups.get(current)?.state;
    if (state === 'done') next();
    if (state === 'stopped' || state === 'failed') end();
  });
  endings.set(owner, end);
  next();
}

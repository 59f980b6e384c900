/**
 * @file Tells the other windows of this origin that this one has an unfinished run, by a shared Web Lock (W3C, Web
 * Locks API), which the browser releases when the window closes. Without that API other windows are not informed.
 */
import { useSyncExternalStore } from 'react';
import { createListeners } from '../page/listeners.ts';
import type { EngineRecords } from './records.ts';
import { isUnfinished } from './state.ts';

const LOCK = 'lesson7:training';
/** Windows announce here that they have taken or released the lock. */
const CHANNEL = 'lesson7-training';

export function hasUnfinished(records: EngineRecords): boolean {
  return [...records.groups.values()].some(isUnfinished);
}

function locks(): LockManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.locks;
}

let holding = false;
let elsewhere = false;
let channel: BroadcastChannel | null = null;
const listeners = createListeners();

/** Queries again whether another window trains. */
async function refresh(): Promise<void> {
  const held = (await locks()?.query())?.held ?? [];
  const others = held.filter(({ name }) => name === LOCK).length - (holding ? 1 : 0) > 0;
  if (others === elsewhere) return;
  elsewhere = others;
  listeners.notify();
}

/** Listens to the other windows: each announces when it begins and ends training. */
function listen(): void {
  if (channel || typeof BroadcastChannel === 'undefined') return;
  channel = new BroadcastChannel(CHANNEL);
  channel.addEventListener('message', () => void refresh());
}

/** Announces a change of this window and queries the others. */
function announce(): void {
  listen();
  channel?.postMessage(null);
  void refresh();
}

/** Holds the lock whenever a group of these records is unfinished. */
export function tellWhileTraining(records: EngineRecords): void {
  let release: (() => void) | null = null;
  records.subscribe(() => {
    const training = hasUnfinished(records);
    if (training === (release !== null)) return;
    if (!training) {
      release?.();
      release = null;
      return;
    }
    const ended = new Promise<void>((resolve) => {
      release = resolve;
    });
    locks()
      ?.request(LOCK, { mode: 'shared' }, () => {
        holding = true;
        announce();
        return ended;
      })
      // Refused in documents that are not fully active.
      .catch(() => {})
      .finally(() => {
        holding = false;
        announce();
      });
  });
}

/** Whether any window of this origin, this one included, has an unfinished run. */
export async function anyWindowTrains(): Promise<boolean> {
  const held = (await locks()?.query())?.held ?? [];
  return held.some(({ name }) => name === LOCK);
}

/** Whether another window of this origin has an unfinished run. */
export function useTrainsElsewhere(): boolean {
  return useSyncExternalStore(subscribe, trainsElsewhere, trainsElsewhere);
}

const trainsElsewhere = () => elsewhere;

function subscribe(listener: () => void): () => void {
  listen();
  void refresh();
  return listeners.subscribe(listener);
}

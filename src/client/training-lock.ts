/**
 * @file Tells the other windows of this origin that a run of this one is not finished, by a shared Web Lock (W3C, Web
 * Locks API), which the browser takes back when the window goes. Without that API nothing is told.
 */
import type { EngineRecords } from './records.ts';
import { isUnfinished } from './state.ts';

const LOCK = 'lesson7:training';

export function hasUnfinished(records: EngineRecords): boolean {
  return [...records.groups.values()].some(isUnfinished);
}

function locks(): LockManager | undefined {
  return typeof navigator === 'undefined' ? undefined : navigator.locks;
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
    // Refused in documents that are not fully active: then there is nobody to tell.
    locks()
      ?.request(LOCK, { mode: 'shared' }, () => ended)
      .catch(() => {});
  });
}

/** Whether any window of this origin, this one included, has an unfinished run. */
export async function anyWindowTrains(): Promise<boolean> {
  const held = (await locks()?.query())?.held ?? [];
  return held.some(({ name }) => name === LOCK);
}

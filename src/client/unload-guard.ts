/**
 * @file Asks before the page is closed or reloaded while a run is unfinished, and only then.
 *
 * The listener is removed afterwards, since a page with one is excluded from the back/forward cache. Browsers ask in
 * words of their own (HTML standard, "prompt to unload").
 */
import type { EngineRecords } from './records.ts';
import { isUnfinished } from './state.ts';

const ask = (event: BeforeUnloadEvent): void => event.preventDefault();

/** @returns a function that ends it. */
export function guardUnload(records: EngineRecords, target: Window): () => void {
  let guarding = false;
  const update = () => {
    const training = [...records.groups.values()].some(isUnfinished);
    if (training === guarding) return;
    guarding = training;
    if (training) target.addEventListener('beforeunload', ask);
    else target.removeEventListener('beforeunload', ask);
  };
  const unsubscribe = records.subscribe(update);
  return () => {
    unsubscribe();
    target.removeEventListener('beforeunload', ask);
  };
}

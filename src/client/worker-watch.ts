/**
 * @file Detects a worker that ends without an error event: terminated by the browser, or crashed. A worker holds a Web Lock
 * as long as it lives (W3C, Web Locks API); a request for that lock is granted when the worker is gone. Without that API, as
 * on plain http, only error events are noticed.
 */

/** A lock's name for a new worker; null where there are no locks. */
export function newLockName(): string | null {
  const locks = typeof navigator === 'undefined' ? undefined : navigator.locks;
  return locks ? `lesson7:worker:${crypto.randomUUID()}` : null;
}

/** Calls `onDeath` once the lock that a worker holds is free. @returns a function that ends the watch */
export function watchLock(name: string, onDeath: () => void): () => void {
  const ended = new AbortController();
  const watch = async () => {
    const { held = [] } = await navigator.locks.query();
    // A worker that could not take its lock is not watched, rather than taken for dead.
    if (!held.some((lock) => lock.name === name)) return;
    await navigator.locks.request(name, { signal: ended.signal }, () => {
      if (!ended.signal.aborted) onDeath();
    });
  };
  // Ending the watch rejects its request; so do documents that are not fully active.
  watch().catch(() => {});
  return () => ended.abort();
}

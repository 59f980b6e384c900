/**
 * @file Mutual exclusion for uses of a model that holds state (a decoder's sequence, a scorer's staging buffer, merged
 * weights), first come, first served.
 */

export class Mutex {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `action` once every earlier one has settled. @returns what it returns; a failure reaches its own caller only */
  runExclusive<T>(action: () => Promise<T> | T): Promise<T> {
    const result = this.last.then(action);
    this.last = result.catch(() => {});
    return result;
  }
}

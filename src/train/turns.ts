/**
 * @file One after another: every use of a model that holds state (a decoder's sequence, a scorer's staging buffer, merged
 * weights) waits until the one before it has ended.
 */

export class Turns {
  private last: Promise<unknown> = Promise.resolve();

  /** Runs `action` once every earlier one has settled. @returns what it returns; a failure reaches its own caller only */
  take<T>(action: () => Promise<T> | T): Promise<T> {
    const mine = this.last.then(action);
    this.last = mine.catch(() => {});
    return mine;
  }
}

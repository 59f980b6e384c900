/** @file A reaction to changes of the engine's records that does not react to the changes it makes itself. */
import { engine } from './engine-store.ts';

export class RecordsReaction {
  readonly #react: () => void;
  #unsubscribe: (() => void) | null = null;
  #suspended = false;

  constructor(react: () => void) {
    this.#react = react;
  }

  /** Reacts now, and at every change until `stop`. */
  start(): void {
    this.#unsubscribe ??= engine.records.subscribe(() => this.#run());
    this.#run();
  }

  stop(): void {
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  /** Until `resume` nothing is reacted to: starting and ending a run notify all listeners, this one too. */
  suspend(): void {
    this.#suspended = true;
  }

  resume(): void {
    this.#suspended = false;
  }

  #run(): void {
    if (!this.#suspended) this.#react();
  }
}

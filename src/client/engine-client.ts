/**
 * @file Owns the one worker of the page: makes it when first needed, posts commands, hands events on.
 * It keeps no state of runs; `engine-store.ts` does.
 */
import type { WorkerCommand, WorkerEvent } from '../train/protocol.ts';
import { createEngineWorker, type EngineWorker } from './worker-factory.ts';

export class EngineClient {
  readonly #onEvent: (event: WorkerEvent) => void;
  #worker: EngineWorker | null = null;

  /** @param onEvent called for every event, in the order in which the worker sent them. */
  constructor(onEvent: (event: WorkerEvent) => void) {
    this.#onEvent = onEvent;
  }

  get running(): boolean {
    return this.#worker !== null;
  }

  post(command: WorkerCommand): void {
    this.#worker ??= this.#open();
    this.#worker.postMessage(command);
  }

  /** Ends the worker and everything on its device. The next command starts a new one. */
  close(): void {
    this.#worker?.terminate();
    this.#worker = null;
  }

  #open(): EngineWorker {
    const worker = createEngineWorker();
    // A terminated worker may still have messages on the way: they are nobody's.
    const mine = (action: () => void) => {
      if (this.#worker === worker) action();
    };
    worker.addEventListener('message', (event) => mine(() => this.#onEvent(event.data as WorkerEvent)));
    const broken = (event: Event) =>
      mine(() => {
        const detail = (event as ErrorEvent).message ?? event.type;
        this.#onEvent({ type: 'error', code: 'internal', about: null, detail: `worker: ${detail}` });
      });
    worker.addEventListener('error', broken);
    worker.addEventListener('messageerror', broken);
    return worker;
  }
}

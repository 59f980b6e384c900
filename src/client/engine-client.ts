/**
 * @file Owns the one worker of the page: makes it when first needed, posts commands, hands events on.
 * It keeps no state of runs; `engine-store.ts` does.
 */
import type { WorkerCommand, WorkerEvent } from '../train/protocol.ts';
import { createEngineWorker, type EngineWorker } from './worker-factory.ts';
import { newLockName, watchLock } from './worker-watch.ts';

export class EngineClient {
  readonly #onEvent: (event: WorkerEvent) => void;
  #worker: EngineWorker | null = null;
  /** Web Lock that the present worker holds as long as it lives; null where there are no locks. */
  #lock: string | null = null;
  #endWatch: () => void = () => {};

  /** @param onEvent called for every event, in the order in which the worker sent them. */
  constructor(onEvent: (event: WorkerEvent) => void) {
    this.#onEvent = onEvent;
  }

  get running(): boolean {
    return this.#worker !== null;
  }

  post(command: WorkerCommand): void {
    this.#worker ??= this.#open();
    const lock = this.#lock;
    this.#worker.postMessage(command.type === 'open' && lock !== null ? { ...command, lock } : command);
  }

  /** Ends the worker and everything on its device. The next command starts a new one. */
  close(): void {
    this.#endWatch();
    this.#worker?.terminate();
    this.#worker = null;
  }

  #open(): EngineWorker {
    const worker = createEngineWorker();
    // Messages of a terminated worker may still arrive; they are ignored.
    const whileCurrent = (action: () => void) => {
      if (this.#worker === worker) action();
    };
    const broken = (detail: string) =>
      whileCurrent(() =>
        this.#onEvent({ type: 'error', code: 'internal', about: null, detail: `worker: ${detail}` }),
      );
    const lock = newLockName();
    this.#lock = lock;
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerEvent>) =>
      whileCurrent(() => {
        // The worker answers `open` once it holds its lock.
        if (data.type === 'device' && lock !== null) this.#endWatch = watchLock(lock, () => broken('gone'));
        this.#onEvent(data);
      }),
    );
    const onError = (event: Event) => broken((event as ErrorEvent).message ?? event.type);
    worker.addEventListener('error', onError);
    worker.addEventListener('messageerror', onError);
    return worker;
  }
}

/**
 * @file How the engine's worker is made: the one place that knows. Tests put a double here; the one-file
 * edition replaces this module by an inlined worker (module workers from `blob:` fail on `file://`).
 */
import type { WorkerCommand } from '../train/protocol.ts';

/** The part of `Worker` that the client uses. */
export interface EngineWorker {
  postMessage(command: WorkerCommand): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

type WorkerFactory = () => EngineWorker;

let factory: WorkerFactory = () =>
  new Worker(new URL('../train/worker.ts', import.meta.url), { type: 'module', name: 'lesson7-engine' });

export function setWorkerFactory(next: WorkerFactory): void {
  factory = next;
}

export function createEngineWorker(): EngineWorker {
  return factory();
}

/** @file The page's side of packing: a worker for each zip, gone when it has answered. */
import type { PackAnswer, Packed, PackRequest } from './pack.ts';

/** The part of `Worker` that packing uses. */
export interface PackWorker {
  postMessage(request: PackRequest): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<PackAnswer>) => void): void;
  addEventListener(type: 'error' | 'messageerror', listener: (event: Event) => void): void;
  terminate(): void;
}

// The one-file edition replaces this call by an inlined worker.
let create = (): PackWorker =>
  new Worker(new URL('./worker.ts', import.meta.url), { type: 'module', name: 'lesson7-packing' });

/** Tests put a double here. */
export function setPackWorker(next: () => PackWorker): void {
  create = next;
}

/** There is no zip. */
export class PackError extends Error {
  override name = 'PackError';
  readonly reason: 'nothingToLearn' | 'internal';
  constructor(reason: PackError['reason'], detail: string) {
    super(detail);
    this.reason = reason;
  }
}

/** Rejects with `PackError`, also where the worker cannot be loaded. */
export async function pack(request: PackRequest): Promise<Packed> {
  const worker = create();
  try {
    const answer = await new Promise<PackAnswer>((resolve, reject) => {
      worker.addEventListener('message', ({ data }) => resolve(data));
      const fail = (event: Event) =>
        reject(new PackError('internal', 'message' in event ? String(event.message) : event.type));
      worker.addEventListener('error', fail);
      worker.addEventListener('messageerror', fail);
      worker.postMessage(request);
    });
    if ('failure' in answer) throw new PackError(answer.failure, answer.detail);
    return answer;
  } finally {
    worker.terminate();
  }
}

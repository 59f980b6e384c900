/** @file A double of the packing worker, in this thread: for tests without workers. */
import { answer } from '../pack.ts';
import type { PackWorker } from '../packer.ts';

export function packHere(): PackWorker {
  const listeners: ((event: MessageEvent) => void)[] = [];
  return {
    postMessage: (request) => {
      const data = answer(request);
      for (const listener of listeners) listener(new MessageEvent('message', { data }));
    },
    addEventListener: (type: string, listener: (event: MessageEvent) => void) => {
      if (type === 'message') listeners.push(listener);
    },
    terminate: () => {},
  };
}

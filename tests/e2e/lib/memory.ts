/** @file What the page's engine holds on its device, asked as the page would ask. */
import type { Page } from 'playwright';

/** Runs in the page, before all else: the engine can be asked what it holds. */
export function spyOnWorkers(): void {
  const Native = globalThis.Worker;
  globalThis.Worker = class extends Native {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      Object.assign(globalThis, { spiedWorker: this });
    }
  };
}

/** Bytes that the engine holds, asked as the page would ask. */
export function heldBytes(page: Page): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const { spiedWorker } = globalThis as unknown as { spiedWorker: Worker };
        const requestId = `held-${performance.now()}`;
        spiedWorker.addEventListener('message', ({ data }) => {
          if (data.type === 'memory' && data.requestId === requestId) resolve(data.allocatedBytes);
        });
        spiedWorker.postMessage({ type: 'readMemory', requestId });
      }),
  );
}

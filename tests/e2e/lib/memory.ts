/** @file Memory of the page's engine on its device, requested by the page's own protocol. */
import type { Page } from 'playwright';

/** Bytes that the engine holds, on a page opened by `openLab`. */
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

/**
 * @file Helping threads: workers of the page's worker. The one-file edition, which is never cross-origin isolated and
 * therefore shares no memory, replaces this module.
 */
import type { HelperStart } from './helper.ts';

/** @returns what ends them all. */
export function startHelpers(starts: readonly HelperStart[]): () => void {
  const workers = starts.map((start) => {
    const worker = new Worker(new URL('./helper.ts', import.meta.url), {
      type: 'module',
      name: 'lesson7-helper',
    });
    worker.postMessage(start);
    return worker;
  });
  return () => {
    for (const worker of workers) worker.terminate();
  };
}

/**
 * @file Starts helper threads: workers of the page's worker. The build of the one-file edition replaces this module, because
 * that edition is never cross-origin isolated and cannot share memory.
 */
import type { HelperStart } from './helper.ts';

/** @returns a function that terminates all of them. */
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

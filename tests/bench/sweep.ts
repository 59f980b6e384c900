/** @file The whole sweep of its slide in the built page: time of every cell, long tasks of the page's thread, memory afterwards. */
import type { Browser } from 'playwright';
import { startProgress } from '../../scripts/lib/progress.ts';
import { texts } from '../../src/widgets/sweep/texts.ts';
import { serveBelow } from '../e2e/lib/host.ts';
import { openLab } from '../e2e/lib/lab.ts';
import { heldBytes } from '../e2e/lib/memory.ts';

export interface SweepFigures {
  cells: number;
  seconds: number;
  /** Milliseconds of every task over 50 ms on the page's thread. */
  longTasks: number[];
  /** Bytes on the device before the first cell and after the last. */
  before: number;
  after: number;
}

const LOOK_EVERY_MS = 3000;

/** Runs in the page, before all else. */
function watch(): void {
  const longTasks: number[] = [];
  Object.assign(globalThis, { longTasks });
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) longTasks.push(duration);
  }).observe({ type: 'longtask' });
}

/** Trains the sweep's default grid to its end. */
export async function measureSweep(browser: Browser): Promise<SweepFigures> {
  const t = texts.en;
  const host = await serveBelow();
  const { page, widget, close } = await openLab(
    { browser, url: host.url },
    { slide: 'lora-sweep', language: 'en', prepare: (context) => context.addInitScript(watch) },
  );
  try {
    const press = (name: string) => widget.getByRole('button', { name, exact: true }).click();
    await widget.locator('.finding').waitFor();
    await page.waitForFunction(() => 'spiedWorker' in globalThis);
    const cells = await widget.locator('.cell-grid text[font-weight]').count();
    // The page warms up by itself; the engine's permanent memory is allocated when the button appears.
    await page.waitForTimeout(LOOK_EVERY_MS * 5);
    const before = await heldBytes(page);
    const began = Date.now();
    await page.evaluate(() => {
      (globalThis as unknown as { longTasks: number[] }).longTasks.length = 0;
    });
    await press(t.start);
    await widget.locator('.cell-empty').first().waitFor();
    const progress = startProgress({ label: 'sweep', total: cells });
    const done = () => widget.locator('.cell-grid text[font-weight]').count();
    for (let count = 0; count < cells; count = await done()) {
      progress.update(count);
      await page.waitForTimeout(LOOK_EVERY_MS);
    }
    progress.finish();
    const seconds = (Date.now() - began) / 1000;
    const longTasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
    return { cells, seconds, longTasks, before, after: await heldBytes(page) };
  } finally {
    await close();
    await host.close();
  }
}

export function sweepTable({ cells, seconds, longTasks, before, after }: SweepFigures): string {
  const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(3)} MB`;
  return [
    `${cells} cells in ${seconds.toFixed(0)} s, ${(seconds / cells).toFixed(1)} s each`,
    `tasks over 50 ms on the page’s thread: ${longTasks.length}, longest ${Math.max(0, ...longTasks).toFixed(0)} ms`,
    `on the device before ${megabytes(before)}, after ${megabytes(after)}`,
  ].join('\n');
}

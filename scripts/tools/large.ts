/** @file How long the page takes to pack a large run, and whether it answers meanwhile. */
import { readFileSync } from 'node:fs';
import type { Browser } from 'playwright';
import { pair } from '../../src/data/conversation.ts';
import { DEFAULT_LORA, makeSpec } from '../../src/recipes/defaults.ts';
import { contextFor, filesOfZip, trainAndExport } from './from-page.ts';

export const LARGE = 10_000;

export interface LargeExport {
  /** From the press to the download. */
  milliseconds: number;
  /** Of the longest task of the page's thread meanwhile; 0 where none took 50 ms. */
  longestTask: number;
}

/** Runs in the page: notes the press, the download and long tasks between. */
function watch(): void {
  const seen = { pressed: 0, saved: 0, tasks: [] as { start: number; duration: number }[] };
  Object.assign(globalThis, { seenExport: seen });
  new PerformanceObserver((list) => {
    for (const { startTime, duration } of list.getEntries()) seen.tasks.push({ start: startTime, duration });
  }).observe({ type: 'longtask' });
  addEventListener(
    'click',
    ({ target }) => {
      if (target instanceof HTMLAnchorElement && target.download) seen.saved = performance.now();
      else seen.pressed = performance.now();
    },
    true,
  );
  // An anchor outside of the document has no listeners above it.
  const click = HTMLAnchorElement.prototype.click;
  HTMLAnchorElement.prototype.click = function (this: HTMLAnchorElement) {
    if (this.download) seen.saved = performance.now();
    click.call(this);
  };
}

/** A run on 10,000 examples of the reader's own, trained for some steps in the lab and exported there. */
export async function exportLarge(browser: Browser, url: string): Promise<LargeExport> {
  const examples = Array.from({ length: LARGE }, (_, i) =>
    pair(`What does animal number ${i} eat in winter?`, `Number ${i} eats fish and bread.`),
  );
  const spec = makeSpec({
    model: 'lesson7-en',
    method: DEFAULT_LORA,
    steps: 5,
    batchSize: 1,
    data: { examples },
  });
  const context = await contextFor(browser, url, spec);
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    const download = await trainAndExport(page, url, spec);
    filesOfZip(readFileSync(await download.path()), spec);
    return await page.evaluate(() => {
      const { pressed, saved, tasks } = (
        globalThis as unknown as {
          seenExport: { pressed: number; saved: number; tasks: { start: number; duration: number }[] };
        }
      ).seenExport;
      const meanwhile = tasks.filter(({ start, duration }) => start + duration > pressed && start < saved);
      return {
        milliseconds: saved - pressed,
        longestTask: Math.max(0, ...meanwhile.map(({ duration }) => duration)),
      };
    });
  } finally {
    await context.close();
  }
}

/** @file What the deck's end-to-end tests share: a browser, pages that record their errors, the outline. */
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page, Request } from 'playwright';
import { expect } from 'vitest';
import { launchBrowser, SOFTWARE_GPU_FLAGS } from '../../../scripts/lib/browser.ts';
import { joinOutline } from '../../../src/deck/mdx/outline.ts';
import { readEdition } from '../../../src/deck/mdx/plugin.ts';

const folder = join(import.meta.dirname, '../../../slides');

export const outline = joinOutline(readEdition(folder, 'zh'), readEdition(folder, 'en'));
export const slideIds = outline.slides.map(({ id }) => id);

export function openBrowser(flags: readonly string[] = SOFTWARE_GPU_FLAGS): Promise<Browser> {
  return launchBrowser(['--headless=new', ...flags]);
}

export interface DeckPage {
  page: Page;
  /** Uncaught errors of the page. */
  faults: string[];
  /** Every address asked for. */
  requests: string[];
  close(): Promise<void>;
}

/** Opens the deck in a fresh profile and waits for the words of the current slide. */
export async function openDeck(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<DeckPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 720 }, ...options });
  const page = await context.newPage();
  const faults: string[] = [];
  const requests: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  context.on('request', (request) => requests.push(request.url()));
  trackRequests(page);
  await page.goto(url);
  await slideShown(page);
  return { page, faults, requests, close: () => context.close() };
}

export async function slideShown(page: Page): Promise<void> {
  // By locator: the handle that `waitForSelector` gives keeps its element from being collected.
  await page.locator('[data-current="true"] .slide-content').first().waitFor();
}

const pendingRequests = new WeakMap<Page, Set<Request>>();

function trackRequests(page: Page): void {
  const pending = new Set<Request>();
  pendingRequests.set(page, pending);
  page.on('request', (request) => pending.add(request));
  page.on('requestfinished', (request) => pending.delete(request));
  page.on('requestfailed', (request) => pending.delete(request));
}

/**
 * Waits until a page of `openDeck` no longer changes by itself: requests are answered, fonts and images there, widgets
 * loaded, transitions over.
 * @param part selector of the part whose widgets must have loaded.
 */
export async function settled(page: Page, part = '[data-current="true"]'): Promise<void> {
  const isSettled = async () =>
    pendingRequests.get(page)?.size === 0 &&
    (await page.evaluate(
      (within) =>
        document.fonts.status === 'loaded' &&
        document.querySelector(`${within} .widget-loading`) === null &&
        [...document.images].every(({ complete }) => complete) &&
        document
          .getAnimations()
          .every(
            ({ playState, effect }) =>
              playState !== 'running' || effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY,
          ),
      part,
    ));
  await expect.poll(isSettled, { timeout: 60_000 }).toBe(true);
}

/** `sft:2`, from what is on the page rather than from its address. */
export async function whereAmI(page: Page): Promise<string> {
  return page.evaluate(() => {
    const slide = document.querySelector<HTMLElement>('section[data-current="true"]');
    const shown = slide?.querySelectorAll('.slide-step[data-shown="true"]').length ?? 0;
    return `${slide?.dataset.slide}:${shown}`;
  });
}

/** As short a race as the LoRA lab allows: a software adapter on shared cores takes seconds for a step. */
export const SHORT_RACE = 'w=lora-lab&steps=10&seed=42';

/** Passes the prediction by and presses Train on the LoRA lab, which must be the current slide. */
export async function startRace(page: Page): Promise<void> {
  const widget = page.locator('[data-current="true"] .widget-host');
  const skip = widget.getByRole('button', { name: /^(跳过|Skip)$/ }).first();
  await skip.waitFor({ timeout: 90_000 });
  await skip.click();
  const train = widget.locator('.train-primary').first();
  await train.and(page.locator(':not(:disabled):not([aria-disabled="true"])')).waitFor({ timeout: 90_000 });
  await train.click();
}

/** Steps done and the state of the race: `running`, `done`, … */
export async function raceState(page: Page): Promise<{ state: string; step: number }> {
  return page.evaluate(() => {
    const status = document.querySelector<HTMLElement>('[data-current="true"] .run-status[data-state]');
    return { state: status?.dataset.state ?? 'idle', step: status?.querySelector('progress')?.value ?? 0 };
  });
}

/** @file What the deck's end-to-end tests share: one browser, pages that note their faults, the outline. */
import { join } from 'node:path';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { findBrowser, SOFTWARE_GPU_FLAGS } from '../../scripts/lib/browser.ts';
import { joinOutline } from '../../src/deck/mdx/outline.ts';
import { readEdition } from '../../src/deck/mdx/plugin.ts';

const folder = join(import.meta.dirname, '../../slides');

export const outline = joinOutline(readEdition(folder, 'zh'), readEdition(folder, 'en'));
export const slideIds = outline.slides.map(({ id }) => id);

export async function openBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: findBrowser() ?? undefined,
    args: ['--headless=new', ...SOFTWARE_GPU_FLAGS],
  });
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
  await page.goto(url);
  await slideShown(page);
  return { page, faults, requests, close: () => context.close() };
}

export async function slideShown(page: Page): Promise<void> {
  await page.waitForSelector('[data-current="true"] .slide-content');
}

/** `sft:2`, from what is on the page rather than from its address. */
export async function whereAmI(page: Page): Promise<string> {
  return page.evaluate(() => {
    const slide = document.querySelector<HTMLElement>('section[data-current="true"]');
    const shown = slide?.querySelectorAll('.slide-step[data-shown="true"]').length ?? 0;
    return `${slide?.dataset.slide}:${shown}`;
  });
}

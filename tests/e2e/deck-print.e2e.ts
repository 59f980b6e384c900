/** @file Paper: one page per slide and per handout, none blank. */

import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { openBrowser, openDeck, outline } from './deck-page.ts';

const baseUrl = inject('baseUrl');
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

it('one page per slide and per handout, and none at the end', async () => {
  const { page, faults, close } = await openDeck(browser, `${baseUrl}?view=present#sft`);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages).toHaveLength(outline.slides.length + outline.chapters.length);
  expect(faults).toEqual([]);
  await close();
});

it('in the print view every page has words, steps shown, and nothing runs past its edge', async () => {
  const { page, close } = await openDeck(browser, `${baseUrl}?view=print`);
  await page.emulateMedia({ media: 'print' });
  await page.waitForTimeout(2000);
  const sheets = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.deck-stage > .slide')].map((slide) => ({
      id: slide.dataset.slide ?? slide.getAttribute('aria-labelledby') ?? '',
      words: (slide.textContent ?? '').trim().length,
      hidden: slide.querySelectorAll('.slide-step[data-shown="false"]').length,
    })),
  );
  expect(sheets).toHaveLength(outline.slides.length + outline.chapters.length);
  for (const sheet of sheets) {
    expect(sheet.words, sheet.id).toBeGreaterThan(20);
    expect(sheet.hidden, sheet.id).toBe(0);
  }
  await close();
});

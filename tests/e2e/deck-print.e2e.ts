/** @file Paper: one page per slide and per handout, none blank. */

import type { Page } from 'playwright';
import { expect, it } from 'vitest';
import { openDeck, outline, settled } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();

/** Every page of the print view: its text, and by how much it overflows. */
function sheetsOf(page: Page) {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('.deck-stage > .slide')].map((slide) => ({
      id: slide.dataset.slide ?? slide.getAttribute('aria-labelledby') ?? '',
      words: (slide.textContent ?? '').trim(),
      hidden: slide.querySelectorAll('.slide-step[data-shown="false"]').length,
      pastTheEdge: slide.scrollHeight - slide.clientHeight,
    })),
  );
}

it('one page per slide and per handout, and none at the end', async () => {
  const { page, faults, close } = await openDeck(stage.browser, `${stage.url}?view=present#sft`);
  const pdf = await page.pdf({ preferCSSPageSize: true, printBackground: true });
  const pages = pdf.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? [];
  expect(pages).toHaveLength(outline.slides.length + outline.chapters.length);
  expect(faults).toEqual([]);
  await close();
});

it.each(['zh', 'en'])(
  'in the print view (%s) every page has words, all steps, and an end',
  async (language) => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}?view=print&lang=${language}`);
    await page.emulateMedia({ media: 'print' });
    await page.waitForFunction(
      (count) => document.querySelectorAll('.deck-stage .widget').length >= count,
      outline.slides.filter(({ widgets }) => widgets.length > 0).length,
    );
    await settled(page, '.deck');
    const sheets = await sheetsOf(page);
    expect(sheets).toHaveLength(outline.slides.length + outline.chapters.length);
    for (const sheet of sheets) {
      expect(sheet.words.length, sheet.id).toBeGreaterThan(20);
      expect(sheet.hidden, sheet.id).toBe(0);
      expect(sheet.pastTheEdge, sheet.id).toBeLessThanOrEqual(0);
    }
    await close();
  },
);

it('the print key waits for every recording, and comes back to the slide', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present&lang=en#sft`);
  await page.evaluate(() => {
    window.print = () => document.body.setAttribute('data-printed', document.body.innerText);
  });
  await page.keyboard.press('Control+p');
  const printed = await page.waitForSelector('body[data-printed]', { state: 'attached', timeout: 30_000 });
  const words = (await printed.getAttribute('data-printed')) ?? '';
  expect(words).toContain('Modern models need adaptation as well as training');
  expect(words).not.toMatch(/not yet recorded|Reading the recorded run/);
  await page.waitForSelector('.deck[data-mode="present"] [data-slide="sft"][data-current="true"]');
  await close();
});

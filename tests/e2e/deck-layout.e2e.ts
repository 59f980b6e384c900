/** @file Nothing on a slide lies over anything else, and nothing that is presented falls off the stage. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { NO_GPU_FLAGS } from '../../scripts/lib/browser.ts';
import { collisions } from './lib/collisions.ts';
import { openDeck, outline, settled, slideShown } from './lib/deck.ts';
import { givenDeck, givenStage } from './lib/stage.ts';

/** Every slide with all its steps: what lies over something else or cannot be seen. */
async function walk(page: Page, presenting: boolean): Promise<string[]> {
  const found: string[] = [];
  for (const { id, steps } of outline.slides) {
    await page.evaluate((hash) => {
      location.hash = hash;
    }, `${id}:${steps}`);
    await slideShown(page);
    await settled(page);
    found.push(...(await page.evaluate(collisions, presenting)));
  }
  return found;
}

describe('nothing lies over anything else', () => {
  const stage = givenDeck();

  it.each([
    ['presenting', 'zh', 'present', { width: 1280, height: 720 }],
    ['presenting', 'en', 'present', { width: 1920, height: 1080 }],
    ['reading', 'en', 'read', { width: 1280, height: 900 }],
    ['reading on a phone', 'en', 'read', { width: 360, height: 780 }],
  ] as const)('%s (%s, %s, %o)', async (_, language, view, viewport) => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}?view=${view}&lang=${language}`, {
      viewport,
    });
    expect(await walk(page, view === 'present')).toEqual([]);
    await close();
  });
});

describe('where no GPU is found, which each demo says', () => {
  const stage = givenStage(NO_GPU_FLAGS);

  it.each([
    ['zh', { width: 1024, height: 730 }],
    ['en', { width: 1280, height: 720 }],
    ['en', { width: 1024, height: 730 }],
  ] as const)('nothing is pushed off the stage (%s, %o)', async (language, viewport) => {
    const address = `${stage.url}?view=present&lang=${language}`;
    const { page, close } = await openDeck(stage.browser, address, { viewport });
    await page.locator('.device-check .note').waitFor();
    expect(await walk(page, true)).toEqual([]);
    await close();
  });
});

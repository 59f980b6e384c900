/** @file Without a network: the installed page under a sub-path, and the one file opened as a file. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, it } from 'vitest';
import { openDeck, raceState, SHORT_RACE, slideShown, startRace, whereAmI } from './lib/deck.ts';
import { givenStage } from './lib/stage.ts';

const ONE_FILE = resolve(import.meta.dirname, '../../dist/lesson7.html');

const stage = givenStage();

describe('the installed page', () => {
  it('opens any slide with the network cut, after one visit, under a sub-path', async () => {
    const { url } = stage;
    const { page, faults, close } = await openDeck(stage.browser, url);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await expect
      .poll(() => page.evaluate(async () => (await navigator.serviceWorker.getRegistration())?.active?.state))
      .toBe('activated');
    await page.context().setOffline(true);
    await page.goto(`${url}?lang=en&r=4#lora-idea:1`);
    await slideShown(page);
    expect(await whereAmI(page)).toBe('lora-idea:1');
    await page.waitForSelector('[data-current="true"] .widget-host input[type="range"]');
    await page.goto(`${url}?${SHORT_RACE}#lora-idea`);
    await slideShown(page);
    await startRace(page);
    await expect.poll(async () => (await raceState(page)).state, { timeout: 240_000 }).toBe('done');
    await page.goto(`${url}#tasks`);
    await slideShown(page);
    expect(faults).toEqual([]);
    await close();
  }, 400_000);
});

describe('the one file', () => {
  it('is at most 12 MB', () => {
    expect(statSync(ONE_FILE).size).toBeLessThanOrEqual(12 * 1024 * 1024);
  });

  it('trains the LoRA lab to its end', async () => {
    const { page, faults, requests, close } = await openDeck(
      stage.browser,
      `${pathToFileURL(ONE_FILE)}?${SHORT_RACE}#lora-idea`,
    );
    await startRace(page);
    await expect.poll(async () => (await raceState(page)).state, { timeout: 240_000 }).toBe('done');
    await page.locator('.deck-bar-language').click();
    await expect.poll(() => page.textContent('[data-current="true"] .slide-title')).toContain('freeze');
    expect(faults).toEqual([]);
    const outside = requests.filter((url) => /^https?:/.test(url));
    expect(outside).toEqual([]);
    await close();
  }, 400_000);
});

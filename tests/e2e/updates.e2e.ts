/**
 * @file Two builds of the page, one after the other on the same host: the newer one waits, says so, interrupts no run, is taken by
 * one press, and then there is nothing more to take.
 */

import { cpSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Page } from 'playwright';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type ServedPage, servePage } from '../../scripts/lib/server.ts';
import { deckTexts } from '../../src/deck/text.ts';
import { slideShown } from './lib/deck.ts';
import { holdStarts, reachesStep, spyOnWorkers, stateIs, until, words } from './lib/lab.ts';
import { givenDeck } from './lib/stage.ts';

const DIST = resolve(import.meta.dirname, '../../dist');
const VERSION = /\d+\.\d+\.\d+\+[0-9a-f]{8}/;
const t = deckTexts.en;

const stage = givenDeck();
let site: string;
let server: ServedPage;
let oldVersion = '';
const NEW_VERSION = '9.9.9+00000009';

/** The built page on a host of its own, which may be given a newer build. */
beforeEach(async () => {
  site = mkdtempSync(join(tmpdir(), 'lesson7-'));
  cpSync(DIST, site, { recursive: true, filter: (path) => !/\.gz$|lesson7\.html$/.test(path) });
  server = await servePage({ port: 0, folder: site });
});
afterEach(async () => {
  await server.close();
  rmSync(site, { recursive: true });
});

/**
 * Turns the build into the next one as the build tool would: another version in its texts, other names of all scripts, since a
 * name changes with what is in the file, and another list of files in the service worker.
 */
function deployNext(): void {
  const scripts = readdirSync(join(site, 'assets')).filter((name) => name.endsWith('.js'));
  const named = new RegExp(scripts.map((name) => name.replaceAll('.', '\\.')).join('|'), 'g');
  let changed = 0;
  for (const name of readdirSync(site, { recursive: true, encoding: 'utf8' })) {
    if (!/\.(js|html)$/.test(name)) continue;
    const text = readFileSync(join(site, name), 'utf8');
    if (text.includes(oldVersion)) changed += 1;
    const next = text
      .replace(named, 'next-$&')
      .replaceAll(oldVersion, NEW_VERSION)
      .replace(/(url:"index\.html",revision:")[0-9a-f]+/, '$1next');
    writeFileSync(join(site, name), next);
  }
  expect(changed).toBeGreaterThan(0);
  for (const name of scripts) renameSync(join(site, 'assets', name), join(site, 'assets', `next-${name}`));
}

async function versionOf(page: Page): Promise<string> {
  const version = page.locator('.about-version');
  // A page that was just loaded may not hear keys yet.
  await until('the help sheet', async () => {
    if (await version.isVisible()) return true;
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    return version.isVisible();
  });
  const text = await version.textContent();
  return text?.match(VERSION)?.[0] ?? '';
}

/** Counts the documents that a window has loaded. */
function loadsOf(page: Page): () => number {
  let loads = 0;
  page.on('load', () => {
    loads += 1;
  });
  return () => loads;
}

const notice = (page: Page) => page.locator('.update-notice');
const says = (page: Page, sentence: string) =>
  until(
    sentence,
    async () =>
      (await notice(page)
        .locator('p')
        .textContent()
        .catch(() => '')) === sentence,
  );

const lookForUpdate = (page: Page) =>
  page.evaluate(async () => {
    await (await navigator.serviceWorker.ready).update();
  });

it('a newer build waits for runs of every window, is taken by one press, and does not come again', async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 720 } });
  await context.addInitScript(spyOnWorkers);
  const open = async () => {
    const page = await context.newPage();
    await page.goto(`${server.url}?view=present&lang=en&hide=predict&engine=cpu#sft`);
    await slideShown(page);
    const widget = page.locator('[data-current="true"] .widget');
    const lab = {
      page,
      primary: widget.locator('.train-primary'),
      status: widget.locator('.run-status'),
      widget,
    };
    await lab.primary.waitFor();
    return lab;
  };
  const first = await open();
  await first.page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  await first.page.waitForFunction(() => navigator.serviceWorker.controller !== null || location.reload());
  const [here, there] = [await open(), await open()];
  await first.page.close();
  const loads = { here: loadsOf(here.page), there: loadsOf(there.page) };
  oldVersion = await versionOf(here.page);
  expect(oldVersion).toMatch(VERSION);
  await here.page.keyboard.press('Escape');
  await holdStarts(here.page, true);
  await here.primary.click();
  await stateIs(here, 'paused');

  deployNext();
  await lookForUpdate(here.page);
  await here.page.locator('.deck-bar-update').click();
  await says(here.page, t.updateTraining);
  expect(await notice(here.page).getByRole('button').count()).toBe(0);
  // The other window may not take it either.
  await there.page.locator('.deck-bar-update').click();
  await says(there.page, t.updateWaiting);
  await notice(there.page).getByRole('button', { name: t.updateInstall }).click();
  await says(there.page, t.updateElsewhere);
  // Nothing of this has disturbed the run.
  expect([loads.here(), loads.there()]).toEqual([0, 0]);
  await here.page.keyboard.press('Escape');
  await here.widget.getByRole('button', { name: words('en').step, exact: true }).click();
  await reachesStep(here, 1);

  await here.widget.getByRole('button', { name: words('en').stop, exact: true }).click();
  await stateIs(here, 'stopped');
  await here.page.locator('.deck-bar-update').click();
  await says(here.page, t.updateWaiting);
  await Promise.all([
    here.page.waitForEvent('load'),
    notice(here.page).getByRole('button', { name: t.updateInstall }).click(),
  ]);
  await slideShown(here.page);
  expect(await versionOf(here.page)).toBe(NEW_VERSION);
  // The other window reports it and is not reloaded.
  await says(there.page, t.updateReplaced);
  expect(loads.there()).toBe(0);
  await Promise.all([
    there.page.waitForEvent('load'),
    notice(there.page).getByRole('button', { name: t.updateReload }).click(),
  ]);
  await slideShown(there.page);
  expect(await versionOf(there.page)).toBe(NEW_VERSION);

  // There is nothing newer: nothing waits, and nothing loads again.
  for (const { page } of [here, there]) {
    await lookForUpdate(page);
    expect(
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration())!.waiting),
    ).toBeNull();
    expect(await page.locator('.deck-bar-update').count()).toBe(0);
  }
  expect([loads.here(), loads.there()]).toEqual([1, 1]);
  await context.close();
}, 240_000);

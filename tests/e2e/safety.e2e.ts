/** @file The policy of both editions over a whole talk, and markup in whatever a reader or a link can bring. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { pair } from '../../src/data/conversation.ts';
import { messages } from '../../src/data/formats/messages/index.ts';
import { texts as labTexts } from '../../src/lab/texts.ts';
import { outline, raceState, SHORT_RACE, startRace } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';
import { goTo, violationsOf, walkSlides } from './lib/talk.ts';

const ONE_FILE = resolve(import.meta.dirname, '../../dist/lesson7.html');
/** Runs, if it is ever taken for markup. */
const MARKUP = `<img src="x" onerror="globalThis.planted='image'"><script>globalThis.planted='script'</script>`;

const stage = givenDeck();

async function open(url: string) {
  const context = await stage.browser.newContext({
    viewport: { width: 1280, height: 720 },
    storageState: {
      cookies: [],
      origins: [
        {
          origin: new URL(stage.url).origin,
          localStorage: [
            { name: 'lesson7.workshop', value: messages.write([pair(MARKUP, MARKUP), pair('?', MARKUP)]) },
          ],
        },
      ],
    },
  });
  const violations = violationsOf(context);
  const requests: string[] = [];
  const faults: string[] = [];
  context.on('request', (request) => requests.push(request.url()));
  context.on('weberror', (error) => faults.push(error.error().message));
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('[data-current="true"] .slide-content, .lab-page').first().waitFor();
  return { page, violations, requests, faults, close: () => context.close() };
}

const planted = (page: Page) =>
  page.evaluate(() => ({
    ran: (globalThis as { planted?: string }).planted ?? null,
    elements: document.querySelectorAll('img[src="x"]').length,
  }));

const NOTHING = { ran: null, elements: 0 };

describe.each(['page', 'one file'] as const)('the %s', (edition) => {
  const base = () => (edition === 'page' ? stage.url : pathToFileURL(ONE_FILE).href);

  it('keeps its policy over a whole talk, the lab included, and asks one origin', async () => {
    const { page, violations, requests, faults, close } = await open(`${base()}?${SHORT_RACE}&view=present`);
    await walkSlides(page);
    await page.locator('.deck-bar-language').click();
    await walkSlides(page);
    // The button keeps the focus, and with it its keys, until Esc.
    await page.keyboard.press('Escape');
    const [view] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('n')]);
    await view.waitForSelector('.console-notes .notes-body');
    // A style sheet that the policy refused would leave the window's own colour.
    expect(await view.evaluate(() => getComputedStyle(document.body).margin)).toBe('0px');
    await page.keyboard.press('n');
    await goTo(page, outline.slides.find(({ id }) => id === 'lora-idea')!);
    await startRace(page);
    await expect.poll(async () => (await raceState(page)).state, { timeout: 240_000 }).toBe('done');
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await page.locator('.about summary').click();
    await page.locator('.about pre', { hasText: 'Apache License' }).waitFor();
    expect(await page.locator('.about-version').textContent()).toMatch(/\d+\.\d+\.\d+\+[0-9a-f]{8}/);
    await page.keyboard.press('Escape');
    await page.evaluate(() => {
      location.hash = 'lab?v=1&base=en&method=lora&r=2&steps=5&batch=1&seed=7';
    });
    await page.getByRole('button', { name: labTexts.en.train, exact: true }).click();
    await page.locator('.lab-table tr[data-phase="done"]').waitFor({ timeout: 240_000 });
    expect(violations).toEqual([]);
    expect(faults).toEqual([]);
    const { origin } = new URL(base());
    const foreign = requests.filter((url) => !/^(data|blob):/.test(url) && new URL(url).origin !== origin);
    expect(foreign).toEqual([]);
    if (edition === 'one file') expect(requests.filter((url) => /^https?:/.test(url))).toEqual([]);
    await close();
  }, 500_000);

  it('runs no script that was planted in it, and says so', async () => {
    const { page, violations, close } = await open(base());
    const text = await page.evaluate(async (markup) => {
      const script = document.createElement('script');
      script.textContent = "globalThis.planted = 'script'";
      document.body.append(script);
      const holder = document.createElement('div');
      holder.innerHTML = markup;
      document.body.append(holder);
      const image = holder.querySelector('img')!;
      await new Promise((failed) => image.addEventListener('error', failed));
      // In a task of its own: what is evaluated from outside of the page may evaluate texts.
      return new Promise<string>((resolve) => {
        setTimeout(() => {
          try {
            resolve(String(new Function('return "ran"')()));
          } catch (error) {
            resolve((error as Error).name);
          }
        });
      });
    }, MARKUP);
    expect(text).toBe('EvalError');
    expect((await planted(page)).ran).toBeNull();
    expect(violations.length).toBeGreaterThanOrEqual(3);
    await close();
  });
});

it('takes text for text: in links, in data, in questions and answers', async () => {
  const { page, faults, close } = await open(
    `${stage.url}?lang=en&seed=${encodeURIComponent(MARKUP)}#${MARKUP}`,
  );
  expect(await page.textContent('[role="alert"]')).toContain('<script>');
  expect(await planted(page)).toEqual(NOTHING);
  const workshop = outline.slides.find(({ id }) => id === 'data-sources')!;
  await goTo(page, workshop);
  await page.locator('[data-current="true"] .widget').evaluate((widget) => {
    for (const details of widget.querySelectorAll('details')) details.open = true;
  });
  expect(await planted(page)).toEqual(NOTHING);
  await page.evaluate((markup) => {
    location.hash = `lab?v=1&base=en&method=${encodeURIComponent(markup)}&steps=5&batch=1&task=${encodeURIComponent(markup)}`;
  }, MARKUP);
  await page.getByRole('radio', { name: labTexts.en.ownData.replace('{count}', '2') }).check();
  await page.getByRole('button', { name: labTexts.en.train, exact: true }).click();
  await page.locator('.lab-table tr[data-phase="done"]').waitFor({ timeout: 240_000 });
  expect(await planted(page)).toEqual(NOTHING);
  expect(faults).toEqual([]);
  await close();
}, 300_000);

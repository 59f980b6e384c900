/** @file The policy of both editions over a whole talk, and markup in whatever a reader or a link can bring. */
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Locator, Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { compact } from '../../src/data/compact.ts';
import { pair } from '../../src/data/conversation.ts';
import { messages } from '../../src/data/formats/messages/index.ts';
import { configTexts } from '../../src/lab/config-file/texts.ts';
import { texts as labTexts } from '../../src/lab/texts.ts';
import { texts as costTexts } from '../../src/widgets/cost-calculator/texts.ts';
import { importTexts } from '../../src/widgets/data-workshop/import-texts.ts';
import { texts as workshopTexts } from '../../src/widgets/data-workshop/texts.ts';
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

it('takes text for text: in files, in what is pasted, and in a shared link that brings data', async () => {
  const rows = compact([pair(MARKUP, MARKUP), pair('?', MARKUP)]);
  const { page, faults, close } = await open(
    `${stage.url}?lang=en&view=present&w=data-workshop&source=hand&own=${rows}`,
  );
  const to = (id: string) => goTo(page, outline.slides.find((slide) => slide.id === id)!);
  await to('data-sources');
  const widget = page.locator('[data-current="true"] .widget');
  /** Nothing ran, nothing became an element, and the text is there for everybody to read. */
  const staysText = async (shown: Locator) => {
    await shown.filter({ hasText: '<script>' }).first().waitFor();
    expect(await planted(page)).toEqual(NOTHING);
  };
  await staysText(widget.locator('textarea, li, td'));
  await widget.getByRole('tab', { name: workshopTexts.en.files, exact: true }).click();
  const choose = (name: string, text: string) =>
    widget
      .getByLabel(importTexts.en.importFile)
      .setInputFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text) });
  // Columns that must be asked about, names of columns that are not used, a bad row beside good ones.
  const cell = `"${MARKUP.replaceAll('"', '""')}"`;
  await choose(`${MARKUP.replaceAll('/', '')}.csv`, `${cell},b,c\n${cell},${cell},x\n1,2,3\n`);
  await staysText(widget);
  const row = (more: object) => JSON.stringify({ prompt: MARKUP, completion: MARKUP, ...more });
  await choose('rows.jsonl', [row({ [MARKUP]: 1 }), '{"prompt": "<script>"', row({})].join('\n'));
  await staysText(widget.locator('.import-part'));
  await widget.getByRole('button', { name: /^Leave out 1 and read/ }).click();

  await page.evaluate(() => {
    location.hash = 'lab?v=1&base=en&method=lora';
  });
  const config = [
    `model_name_or_path: '${MARKUP.replaceAll("'", "''")}'`,
    `'${MARKUP.replaceAll("'", '')}': 1`,
    'lora_r: 8',
  ];
  await page.getByLabel(configTexts.en.open).setInputFiles({
    name: 'config.yaml',
    mimeType: 'text/yaml',
    buffer: Buffer.from(config.join('\n')),
  });
  await staysText(page.locator('.lab-config'));

  await to('too-expensive');
  await widget.getByLabel(costTexts.en.model, { exact: true }).selectOption('pasted');
  await widget.getByLabel(costTexts.en.configLabel).fill(JSON.stringify({ model_type: MARKUP }));
  await staysText(widget.getByRole('alert'));
  expect(faults).toEqual([]);
  await close();
}, 120_000);

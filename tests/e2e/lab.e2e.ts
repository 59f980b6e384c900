/** @file The lab page: every control once, in both languages, across a reload, with axe, and on a phone. */
import { readFile } from 'node:fs/promises';
import AxeBuilder from '@axe-core/playwright';
import { unzipSync } from 'fflate';
import type { BrowserContextOptions, Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pair } from '../../src/data/conversation.ts';
import { messages } from '../../src/data/formats/messages/index.ts';
import { texts as labTexts } from '../../src/lab/texts.ts';
import { texts as workshopTexts } from '../../src/widgets/data-workshop/texts.ts';
import { texts as sweepTexts } from '../../src/widgets/sweep/texts.ts';
import { fieldTexts, valueTexts } from '../../src/wording/field-texts.ts';
import { storageTexts } from '../../src/wording/storage-texts.ts';
import { until } from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

/** As short as a run can be that still has a curve; a software adapter takes its time. */
const SHORT = 'steps=5&batch=1';

/** What a reader wrote in the data workshop on an earlier visit. */
const OWN = [
  {
    name: 'lesson7.workshop',
    value: messages.write([pair('你是谁？', '我是小七。'), pair('Who are you?', 'Seven.')]),
  },
];

interface Opened {
  page: Page;
  faults: string[];
  close: () => Promise<void>;
}

async function open(hash: string, search = '', options: BrowserContextOptions = {}): Promise<Opened> {
  const context = await stage.browser.newContext({
    viewport: { width: 1366, height: 850 },
    serviceWorkers: 'block',
    ...options,
  });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(`${stage.url}${search}${hash}`);
  await page.locator('.lab-page').waitFor();
  return { page, faults, close: () => context.close() };
}

const rows = (page: Page, phase?: string) =>
  page.locator(`.lab-table tr[data-phase${phase ? `="${phase}"` : ''}]`);
const done = (page: Page, count: number) =>
  until(`${count} runs done`, async () => (await rows(page, 'done').count()) === count);

describe.each(['zh', 'en'] as const)('a reader of %s', (language) => {
  const t = labTexts[language];
  const f = fieldTexts[language];
  const v = valueTexts[language];
  let lab: Opened;
  beforeAll(async () => {
    lab = await open(`#lab?v=1&base=${language}&method=lora&r=2&${SHORT}&seed=7`, `?lang=${language}`, {
      storageState: { cookies: [], origins: [{ origin: new URL(stage.url).origin, localStorage: OWN }] },
    });
  });
  afterAll(() => lab.close());
  const button = (name: string) => lab.page.getByRole('button', { name, exact: true });

  it('finds the run of the address in the form, and the address follows every setting', async () => {
    const { page } = lab;
    expect(await page.getByLabel(f.method, { exact: true }).inputValue()).toBe('lora');
    expect(await page.getByLabel(f.seed, { exact: true }).inputValue()).toBe('7');
    for (const summary of await page.locator('.lab-more > summary').all()) await summary.click();
    // Every list to its last entry, every slider one stop on, every switch over; then back by one button.
    const before = new URL(page.url()).hash;
    for (const select of await page.locator('.lab-groups select').all()) {
      const options = await select.locator('option').all();
      await select.selectOption((await options.at(-1)!.getAttribute('value'))!);
    }
    await page.getByLabel(f.method, { exact: true }).selectOption('lora');
    await page.locator('.lab-mix').getByRole('checkbox', { name: v.code, exact: true }).check();
    await page.locator('.lab-mix').getByText(t.mixAsked.replace('{task}', v['style-reason'])).waitFor();
    for (const slider of await page.locator('.lab-groups input[type=range]').all()) {
      await slider.focus();
      await page.keyboard.press('ArrowLeft');
    }
    for (const check of await page.locator('.lab-fields > .check > input').all()) await check.click();
    await page.locator('.lab-set').getByRole('checkbox', { name: 'down' }).check();
    await until('the address of every setting', async () =>
      /task=style-reason.*mix=.*code\.\d.*opt=sgd/.test(new URL(page.url()).hash),
    );
    const source = (name: string) => page.getByRole('radio', { name, exact: true });
    await source(t.ownData.replace('{count}', '2')).check();
    await until('own data in the address', async () => /own=.{60}/.test(new URL(page.url()).hash));
    expect(await page.locator('.lab-mix').count()).toBe(0);
    await source(t.worldData).check();
    await button(t.reset).click();
    await until('the default address', async () =>
      /^#lab\?v=1&base=\w+&method=lora&seed=42$/.test(new URL(page.url()).hash),
    );
    await page.evaluate((hash) => {
      location.hash = hash;
    }, before);
    await until(
      'the first run again',
      async () => (await page.getByLabel(f.seed, { exact: true }).inputValue()) === '7',
    );
  });

  it('trains, queues, pauses, resumes and stops', async () => {
    const { page } = lab;
    await button(t.train).click();
    await rows(page, 'training').waitFor();
    await done(page, 1);
    const steps = page.getByLabel(f.steps, { exact: true });
    await page.getByLabel(f.method, { exact: true }).selectOption('full');
    await steps.focus();
    await page.keyboard.press('End');
    await button(t.train).click();
    await until('a pause that can be pressed', () => button(t.pause).isEnabled());
    await button(t.pause).click();
    await button(t.resume).click();
    await steps.fill('5');
    await button(t.queueIt).click();
    await page.getByText(t.queued.replace('{count}', '1')).waitFor();
    await button(t.stop).click();
    await done(page, 2);
    await rows(page, 'stopped').waitFor({ timeout: 90_000 });
  });

  it('compares: what differs, sorting, drawing, pinning', async () => {
    const { page } = lab;
    const cells = await page.locator('.lab-differs').allTextContents();
    expect(cells).toContain(t.reference);
    expect(cells.some((text) => /LoRA → /.test(text))).toBe(true);
    const order = () => page.locator('.lab-table tbody th').allTextContents();
    await page.getByRole('button', { name: t.trainableColumn }).click();
    expect((await order())[0]).toMatch(language === 'zh' ? /全量/ : /Full/);
    await page.getByRole('button', { name: t.trainableColumn }).click();
    expect((await order())[0]).toContain('LoRA');
    const curves = () => page.locator('.lab-watch .chart-legend').first().locator('li').count();
    const all = await curves();
    await page.getByRole('checkbox', { name: /#3/ }).uncheck();
    await until('fewer curves', async () => (await curves()) < all);
    await page.getByRole('button', { name: t.pin.replace('{run}', '#1 LoRA r=2') }).click();
  });

  it('shows one crosshair in all charts', async () => {
    const { page } = lab;
    await page
      .locator('.lab-watch .chart-plot')
      .first()
      .hover({ position: { x: 120, y: 60 } });
    await until(
      'a cursor in each chart',
      async () => (await page.locator('.recharts-tooltip-cursor').count()) === 3,
    );
    // Each says its values at that step.
    await until('three readouts', async () => {
      const seen = await page.locator('.lab-watch .chart-tooltip').all();
      return seen.length === 3 && (await Promise.all(seen.map((one) => one.isVisible()))).every(Boolean);
    });
  });

  it('shows a chart by powers of ten, and as a table', async () => {
    const toggles = lab.page.locator('.lab-watch .chart').first().locator('.chart-toggle[aria-pressed]');
    expect(await toggles.count()).toBe(2);
    for (const toggle of await toggles.all()) {
      await toggle.click();
      expect(await toggle.getAttribute('aria-pressed')).toBe('true');
    }
    expect(await lab.page.locator('.lab-watch table').count()).toBe(1);
    for (const toggle of (await toggles.all()).reverse()) await toggle.click();
  });

  it('saves numbers and pictures of a chart', async () => {
    const { page } = lab;
    const charts = page.locator('.lab-page-charts');
    const saved = async (name: RegExp) => {
      await charts
        .getByRole('button', { name: /^(保存|Save): ?|^保存：/ })
        .first()
        .click();
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        charts.getByRole('button', { name }).first().click(),
      ]);
      const stream = await download.createReadStream();
      const chunks: Buffer[] = [];
      for await (const chunk of stream) chunks.push(chunk as Buffer);
      return { name: download.suggestedFilename(), bytes: Buffer.concat(chunks) };
    };
    const csv = await saved(/CSV/);
    expect(csv.name).toMatch(/\.csv$/);
    expect(csv.bytes.toString('utf8').split('\r\n')[0]).toMatch(/^\ufeff(步|step),.*LoRA r=2/);
    const png = await saved(/PNG/);
    expect(png.name).toMatch(/\.png$/);
    expect([...png.bytes.subarray(0, 4)]).toEqual([0x89, 0x50, 0x4e, 0x47]);
    expect(png.bytes.length).toBeGreaterThan(5000);
  });

  it('sweeps over any two settings: starts, pauses, goes on, is cancelled, cleared, and gives its best cell', async () => {
    const { page } = lab;
    const s = sweepTexts[language];
    const panel = page.locator('.lab-sweep');
    const inPanel = (name: string) => panel.getByRole('button', { name, exact: true });
    await page.getByRole('tab', { name: t.sweep }).click();
    await page.getByLabel(f.method, { exact: true }).selectOption('lora');
    for (const [axis, key, values] of [
      [t.rows, 'r', '1, 2'],
      // The first cell ends at once, the others only when they are cancelled.
      [t.columns, 'steps', '2, 2000'],
    ] as const) {
      await page.getByLabel(axis, { exact: true }).selectOption(key);
      await page.getByLabel(t.values.replace('{name}', f[key]), { exact: true }).fill(values);
    }
    await inPanel(s.start).click();
    await inPanel(s.pause).click();
    await inPanel(s.resume).click();
    await inPanel(t.bestToForm).click();
    expect(await page.getByLabel(f.r, { exact: true }).getAttribute('aria-valuetext')).toBe('1');
    for (const measure of [s.validationLoss, s.pretrainingLoss, s.heldOutExactMatch])
      await panel.getByRole('radio', { name: measure, exact: true }).check();
    await inPanel(s.cancel).click();
    await inPanel(s.clear).click();
    await inPanel(s.start).waitFor();
    await page.getByRole('tab', { name: t.runs }).click();
  });

  it('keeps runs over a reload, and talks to their models side by side', async () => {
    const { page, faults } = lab;
    const before = await page.locator('.lab-table tbody th').allTextContents();
    await page.reload();
    await until('every run is back', async () => (await rows(page).count()) === before.length);
    expect((await page.locator('.lab-table tbody th').allTextContents()).sort()).toEqual([...before].sort());
    await until(
      'the curves are back',
      async () => (await page.locator('.lab-watch .chart-legend li').count()) > 0,
    );
    await page.getByRole('tab', { name: t.chat }).click();
    await button(t.addColumn).click();
    for (const index of [2, 3]) {
      const select = page.getByLabel(t.column.replace('{index}', String(index)), { exact: true });
      await select.selectOption({ index });
    }
    await page
      .getByLabel(t.question, { exact: true })
      .fill(language === 'zh' ? '猫喜欢吃什么？' : 'What do cats eat?');
    await button(t.ask).click();
    const answers = page.locator('.lab-answer');
    await until('three answers', async () => {
      const texts = await answers.allTextContents();
      return texts.every((text) => text !== '–' && text !== '…' && text !== t.loading);
    });
    expect(await answers.count()).toBe(3);
    await button(t.removeColumn.replace('{index}', '3')).click();
    expect(await answers.count()).toBe(2);
    expect(faults).toEqual([]);
  });

  it('runs again, puts settings back, downloads, deletes', async () => {
    const { page, faults } = lab;
    await page.getByRole('tab', { name: t.runs }).click();
    const first = '#1 LoRA r=2';
    const act = (name: string) =>
      page.getByRole('button', { name: name.replace('{run}', first), exact: true });
    await act(t.toForm).click();
    expect(await page.getByLabel(f.method, { exact: true }).inputValue()).toBe('lora');
    const [download, worker] = await Promise.all([
      page.waitForEvent('download'),
      page.waitForEvent('worker'),
      act(t.download).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/-lora-seed\d+\.zip$/);
    // It is packed beside the page, by a worker that goes when it is done.
    await until('the worker is gone', async () => !page.workers().includes(worker));
    const entries = Object.keys(unzipSync(await readFile(await download.path())));
    await page.getByText(t.savedAdapter.replace('{zip}', download.suggestedFilename())).waitFor();
    for (const name of [
      'trained/adapter_config.json',
      'trained/adapter_model.safetensors',
      'data/train.jsonl',
    ])
      expect(entries, name).toContain(name);
    await act(t.linkOf).click();
    await button(t.link).click();
    await act(t.rerun).click();
    await done(page, 3);
    await button(t.removeOthers).click();
    await until('the pinned run alone', async () => (await rows(page).count()) === 1);
    await act(t.remove).click();
    await page.getByText(t.noRuns).waitFor();
    await button(t.threeSeeds).click();
    expect(await rows(page).count()).toBe(3);
    await button(t.stop).waitFor();
    expect(faults).toEqual([]);
  });
});

describe('the page', () => {
  it('is opened from the data workshop with the reader’s own data, and leads back there', async () => {
    const t = labTexts.zh;
    const context = await stage.browser.newContext({
      viewport: { width: 1366, height: 850 },
      serviceWorkers: 'block',
      storageState: { cookies: [], origins: [{ origin: new URL(stage.url).origin, localStorage: OWN }] },
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${stage.url}?w=data-workshop&source=hand#data-sources`);
    await page.getByRole('link', { name: workshopTexts.zh.toLab }).click();
    await page.locator('.lab-page').waitFor();
    const mine = page.getByRole('radio', { name: t.ownData.replace('{count}', '2') });
    expect(await mine.isChecked()).toBe(true);
    await page.getByRole('button', { name: t.language, exact: true }).click();
    await page.getByRole('heading', { level: 1, name: labTexts.en.title }).waitFor();
    for (const [theme, set] of [
      ['themeDark', 'dark'],
      ['themeLight', 'light'],
      ['themeAuto', null],
    ] as const) {
      await page.getByRole('radio', { name: labTexts.en[theme] }).check();
      expect(await page.locator('html').getAttribute('data-theme')).toBe(set);
    }
    await page.getByRole('link', { name: labTexts.en.workshop }).click();
    await page.waitForSelector('[data-slide="data-sources"][data-current="true"]');
    expect(faults).toEqual([]);
    await context.close();
  });

  it.each([
    ['zh', 'light', 1366],
    ['en', 'dark', 1366],
    ['zh', 'dark', 390],
    ['en', 'light', 390],
  ] as const)(
    'has nothing that axe calls serious, and nothing to scroll sideways (%s, %s, %i)',
    async (lang, colorScheme, width) => {
      const t = labTexts[lang];
      const lab = await open('#lab', `?lang=${lang}`, {
        colorScheme,
        viewport: { width, height: 850 },
        reducedMotion: 'reduce',
      });
      for (const tab of [t.runs, t.sweep, t.chat]) {
        await lab.page.getByRole('tab', { name: tab }).click();
        const { violations } = await new AxeBuilder({ page: lab.page }).analyze();
        const grave = violations
          .filter(({ impact }) => impact === 'serious' || impact === 'critical')
          .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
        expect(grave).toEqual([]);
        const beyond = await lab.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(beyond).toBeLessThanOrEqual(0);
      }
      await closeSound(lab);
    },
  );

  it('is reached from the deck’s menu and leads back to the same slide', async () => {
    const context = await stage.browser.newContext({
      viewport: { width: 1280, height: 720 },
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    const faults: string[] = [];
    page.on('pageerror', (error) => faults.push(error.message));
    await page.goto(`${stage.url}?view=present#peft`);
    await page.waitForSelector('[data-current="true"] .slide-content');
    await page.locator('.deck-bar').hover();
    await page.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('link', { name: labTexts.zh.title, exact: true }).click();
    await page.locator('.lab-page').waitFor();
    expect(await page.title()).toContain(labTexts.zh.title);
    // The deck's keys do not reach it.
    await page.keyboard.press('PageDown');
    await page.getByRole('link', { name: new RegExp(labTexts.zh.back) }).click();
    await page.waitForSelector('[data-slide="peft"][data-current="true"]');
    await page.goBack();
    await page.locator('.lab-page').waitFor();
    expect(faults).toEqual([]);
    await context.close();
  });

  it('hides what a teacher hides', async () => {
    const lab = await open('#lab?v=1&method=lora&hide=optimizer,chat,seed,share');
    const t = labTexts.zh;
    expect(await lab.page.getByText(t.group_optimizer, { exact: true }).count()).toBe(0);
    expect(await lab.page.getByRole('tab', { name: t.chat }).count()).toBe(0);
    expect(await lab.page.getByLabel(fieldTexts.zh.seed, { exact: true }).count()).toBe(0);
    expect(await lab.page.getByText(t.hiddenByTeacher).count()).toBe(1);
    await lab.close();
  });

  it('says that a browser without storage keeps nothing, and trains all the same', async () => {
    const context = await stage.browser.newContext({ serviceWorkers: 'block' });
    await context.addInitScript(() => Object.defineProperty(globalThis, 'indexedDB', { value: undefined }));
    const page = await context.newPage();
    await page.goto(`${stage.url}#lab?v=1&base=zh&method=lora&${SHORT}`);
    await page.getByText(storageTexts.zh.unavailable).waitFor();
    await page.getByRole('button', { name: labTexts.zh.train, exact: true }).click();
    await done(page, 1);
    await context.close();
  });

  it('says how many stored runs it cannot read, and deletes them when asked', async () => {
    const lab = await open('#lab');
    await lab.page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const request = indexedDB.open('lesson7');
          request.onerror = () => reject(request.error);
          request.onsuccess = () => {
            const write = request.result.transaction('runs', 'readwrite');
            write.objectStore('runs').put({ version: 99 }, 'old');
            write.oncomplete = () => resolve();
          };
        }),
    );
    await lab.page.reload();
    await lab.page.getByText(labTexts.zh.unreadable.replace('{count}', '1')).waitFor();
    await lab.page.getByRole('button', { name: labTexts.zh.removeUnreadable }).click();
    await until('no note', async () => (await lab.page.getByText(/读不出来/).count()) === 0);
    await closeSound(lab);
  });
});

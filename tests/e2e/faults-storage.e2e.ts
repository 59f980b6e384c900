/**
 * @file Storage that is full, closed, held by an older tab, deleted or absent while a run of the lab trains, and two tabs at once:
 * one sentence where something is lost, and the run ends as undisturbed.
 */
import type { BrowserContext, Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { texts as labTexts } from '../../src/lab/texts.ts';
import type { Language } from '../../src/page/language.ts';
import { partTexts } from '../../src/widgets/parts/texts.ts';
import { storageTexts } from '../../src/wording/storage-texts.ts';
import { commandsOf, eventsOf, lossesOf, spyOnWorkers, until } from './lib/lab.ts';
import { givenStage } from './lib/stage.ts';

const stage = givenStage();

interface Tab {
  page: Page;
  faults: string[];
}

async function newContext(prepare?: () => void): Promise<BrowserContext> {
  const context = await stage.browser.newContext({
    viewport: { width: 1366, height: 850 },
    serviceWorkers: 'block',
  });
  await context.addInitScript(spyOnWorkers);
  if (prepare) await context.addInitScript(prepare);
  return context;
}

async function openTab(context: BrowserContext, language: Language, steps = 6): Promise<Tab> {
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  await page.goto(
    `${stage.url}?lang=${language}&engine=cpu#lab?v=1&base=zh&method=lora&r=2&steps=${steps}&batch=1&seed=7`,
  );
  await page.locator('.lab-page').waitFor();
  return { page, faults };
}

const rows = (page: Page, phase?: string) =>
  page.locator(`.lab-table tr[data-phase${phase ? `="${phase}"` : ''}]`);
const train = (page: Page, language: Language) =>
  page.getByRole('button', { name: labTexts[language].train, exact: true }).click();
const notes = (page: Page) => page.locator('.lab-notes .note');
const running = (page: Page) => until('a step', async () => (await eventsOf(page, 'steps')).length > 0);

/** The run ends, with the losses of the undisturbed one. */
async function endsAsEver({ page, faults }: Tab): Promise<void> {
  await rows(page, 'done').first().waitFor({ timeout: 60_000 });
  expect(await lossesOf(page)).toEqual(undisturbed);
  expect(faults).toEqual([]);
}

async function saysOnly(page: Page, sentence: string): Promise<void> {
  await notes(page).first().waitFor();
  expect(await notes(page).allTextContents()).toEqual([sentence]);
}

/** Reloads and counts the rows. */
async function rowsAfterReload(page: Page): Promise<number> {
  await page.reload();
  await page.locator('.lab-page').waitFor();
  await until('the list', async () => (await rows(page).count()) > 0 || (await notes(page).count()) > 0);
  return rows(page).count();
}

let undisturbed: number[][];
/** The finished run as storage has it. */
let stored: unknown;
beforeAll(async () => {
  const context = await newContext();
  const { page } = await openTab(context, 'zh');
  await train(page, 'zh');
  await rows(page, 'done').waitFor({ timeout: 60_000 });
  undisturbed = await lossesOf(page);
  expect(undisturbed[0]).toHaveLength(6);
  stored = await page.evaluate(
    () =>
      new Promise((resolve) => {
        const opening = indexedDB.open('lesson7');
        opening.onsuccess = () => {
          const all = opening.result.transaction('runs').objectStore('runs').getAll();
          all.onsuccess = () => resolve(all.result[0]);
        };
      }),
  );
  await context.close();
});

describe('storage that', () => {
  it.each(['zh', 'en'] as const)('is full: said, and the run ends as ever (%s)', async (language) => {
    const context = await newContext(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    const tab = await openTab(context, language);
    await train(tab.page, language);
    await saysOnly(tab.page, storageTexts[language].full);
    await endsAsEver(tab);
    await context.close();
  });

  it('is not there, as in a private window: said, and the run ends as ever', async () => {
    const context = await newContext(() => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
    });
    const tab = await openTab(context, 'en');
    await train(tab.page, 'en');
    await saysOnly(tab.page, storageTexts.en.unavailable);
    await endsAsEver(tab);
    await context.close();
  });

  it('is closed under the page: opened again, nothing lost and nothing to say', async () => {
    const context = await newContext(() => {
      const connections: IDBDatabase[] = [];
      Object.assign(globalThis, { connections });
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...options) {
        const request = open.apply(this, options);
        request.addEventListener('success', () => connections.push(request.result));
        return request;
      };
    });
    const tab = await openTab(context, 'zh');
    const { page } = tab;
    await train(page, 'zh');
    await running(page);
    const closed = await page.evaluate(() => {
      const { connections } = globalThis as unknown as { connections: IDBDatabase[] };
      for (const connection of connections) connection.close();
      return connections.length;
    });
    expect(closed).toBeGreaterThan(0);
    await endsAsEver(tab);
    expect(await notes(page).count()).toBe(0);
    expect(await rowsAfterReload(page)).toBe(1);
    await context.close();
  });

  it('is deleted in mid-run: said, and what the page knows is stored again', async () => {
    const context = await newContext();
    const tab = await openTab(context, 'zh', 6);
    const { page } = tab;
    await train(page, 'zh');
    await running(page);
    await page.evaluate(
      () =>
        new Promise((resolve) => {
          indexedDB.deleteDatabase('lesson7').onsuccess = resolve;
        }),
    );
    await endsAsEver(tab);
    await saysOnly(page, storageTexts.zh.cleared);
    expect(await rowsAfterReload(page)).toBe(1);
    await context.close();
  });

  it('an older version holds: said until that is closed; what the older version stored is in the list', async () => {
    const context = await newContext();
    // As a page of the version before: it does not give way.
    const old = await context.newPage();
    await old.goto(`${stage.url}icons/icon.svg`);
    await old.evaluate(
      (run) =>
        new Promise<void>((resolve) => {
          const opening = indexedDB.open('lesson7', 1);
          opening.onupgradeneeded = () => {
            for (const name of ['runs', 'weights', 'sweeps']) opening.result.createObjectStore(name);
          };
          opening.onsuccess = () => {
            Object.assign(globalThis, { connection: opening.result });
            const write = opening.result.transaction('runs', 'readwrite');
            write.objectStore('runs').put(run, 'old-1');
            write.objectStore('runs').put({ version: 0 }, 'older-1');
            write.oncomplete = () => resolve();
          };
        }),
      stored,
    );
    const tab = await openTab(context, 'en');
    const { page } = tab;
    await train(page, 'en');
    await saysOnly(page, storageTexts.en.blocked);
    await endsAsEver(tab);
    await old.close();
    await until('both runs in the list', async () => (await rows(page, 'done').count()) === 2);
    expect(await notes(page).allTextContents()).toEqual([
      expect.stringContaining(labTexts.en.unreadable.replace('{count}', '1')),
    ]);
    expect(await rowsAfterReload(page)).toBe(2);
    await context.close();
  });
});

it('two tabs show one list, say that both train, and what one deletes is gone in the other', async () => {
  const context = await newContext();
  const [one, two] = [await openTab(context, 'zh'), await openTab(context, 'zh', 5000)];
  const other = two.page;
  await train(other, 'zh');
  await running(other);
  await rows(one.page, 'interrupted').waitFor();
  // What it says of the other's run there changes nothing of it.
  await rows(one.page, 'interrupted').getByRole('checkbox').uncheck();
  await train(one.page, 'zh');
  const note = (page: Page) => page.locator('.engine-notice .note', { hasText: partTexts.zh.otherWindow });
  await note(other).waitFor();
  await endsAsEver(one);
  await rows(other, 'done').waitFor();
  await note(other).waitFor({ state: 'detached' });
  expect(await rows(other).count()).toBe(2);
  expect(await commandsOf(other, 'start')).toHaveLength(1);
  // Deleted here, it ends there.
  const remove = (page: Page, phase: string) =>
    rows(page, phase).getByRole('button', { name: /^删除/ }).click();
  await remove(other, 'done');
  await until('the run is gone here', async () => (await rows(one.page).count()) === 1);
  await remove(one.page, 'interrupted');
  await until('the run is gone there', async () => (await rows(other).count()) === 0);
  await until('a stop', async () => (await commandsOf(other, 'stop')).length > 0);
  expect([...one.faults, ...two.faults]).toEqual([]);
  await context.close();
});

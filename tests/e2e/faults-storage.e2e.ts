/**
 * @file Storage that is full, closed, held by an older tab, deleted or absent while a run of two lanes trains on its slide and then
 * a run of the lab, and two tabs at once: one sentence where something is lost, and both end as undisturbed.
 */
import type { BrowserContext, Page } from 'playwright';
import { beforeAll, describe, expect, it } from 'vitest';
import { texts as labTexts } from '../../src/lab/texts.ts';
import type { Language } from '../../src/page/language.ts';
import { partTexts } from '../../src/widgets/parts/texts.ts';
import { storageTexts } from '../../src/wording/storage-texts.ts';
import { slideShown } from './lib/deck.ts';
import { button, commandsOf, eventsOf, type Lab, lossesOf, openLab, stateIs, until } from './lib/lab.ts';
import { givenStage } from './lib/stage.ts';
import { pausedWithCheckpoints, storedSteps } from './lib/two-lanes.ts';

const stage = givenStage();

/** Steps of each lane on the slide, and of the run of the lab. */
const [LANE_STEPS, STEPS] = [10, 6];

function open(prepare?: (context: BrowserContext) => Promise<unknown>): Promise<Lab> {
  const query = { steps: LANE_STEPS, batch: 1, engine: 'cpu' };
  return openLab(stage, { slide: 'lora-idea', query, ...(prepare && { prepare }) });
}

/** As `open`, with a script that runs before the page's own. */
const openWith = (script: () => void) => open((context) => context.addInitScript(script));

async function toTheLab({ page }: Lab, language: Language = 'zh', steps = STEPS): Promise<void> {
  await page.evaluate((hash) => {
    location.hash = hash;
  }, `lab?v=1&base=zh&method=lora&r=2&steps=${steps}&batch=1&seed=7`);
  await page.locator('.lab-page').waitFor();
  if (language === 'en') await page.getByRole('button', { name: labTexts.zh.language, exact: true }).click();
}

const rows = (page: Page, phase?: string) =>
  page.locator(`.lab-table tr[data-phase${phase ? `="${phase}"` : ''}]`);
const train = (page: Page, language: Language) =>
  page.getByRole('button', { name: labTexts[language].train, exact: true }).click();
const notes = (page: Page) => page.locator('.lab-notes .note');
const running = (page: Page) => until('a step', async () => (await eventsOf(page, 'steps')).length > 0);

/** Both lanes are stored at this step. */
const storedAt = (page: Page, step: number) =>
  until(
    `both lanes of step ${step} in storage`,
    async () => String(await storedSteps(page)) === `${step},${step}`,
  );

const laneNotes = ({ widget }: Lab) => widget.locator('.note-warn');

/** Both lanes go on, and end with the losses of the undisturbed ones. */
async function lanesEndAsEver(lab: Lab): Promise<void> {
  await lab.primary.click();
  await stateIs(lab, 'done');
  expect(await lossesOf(lab.page)).toEqual(undisturbed.lanes);
  expect(lab.faults).toEqual([]);
}

/** The run of the lab ends, with the losses of the undisturbed one. */
async function endsAsEver({ page, faults }: Lab): Promise<void> {
  await rows(page, 'done').first().waitFor({ timeout: 60_000 });
  expect(await lossesOf(page)).toEqual([undisturbed.lab]);
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

let undisturbed: { lanes: number[][]; lab: number[] };
/** The finished run as storage has it. */
let stored: unknown;
beforeAll(async () => {
  const lab = await open();
  const { page } = lab;
  await lab.primary.click();
  await stateIs(lab, 'done');
  const lanes = await lossesOf(page);
  await toTheLab(lab);
  await train(page, 'zh');
  await rows(page, 'done').waitFor({ timeout: 60_000 });
  const [run] = await lossesOf(page);
  undisturbed = { lanes, lab: run! };
  expect([...lanes, run!].map(({ length }) => length)).toEqual([LANE_STEPS, LANE_STEPS, STEPS]);
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
  await lab.close();
});

describe('storage that', () => {
  it.each(['zh', 'en'] as const)('is full: said, and the runs end as ever (%s)', async (language) => {
    const lab = await openWith(() => {
      IDBObjectStore.prototype.put = () => {
        throw new DOMException('no room', 'QuotaExceededError');
      };
    });
    await pausedWithCheckpoints(lab);
    expect(await laneNotes(lab).allTextContents()).toEqual([storageTexts.zh.full]);
    await lanesEndAsEver(lab);
    expect(await laneNotes(lab).count()).toBe(0);
    await toTheLab(lab, language);
    await train(lab.page, language);
    await saysOnly(lab.page, storageTexts[language].full);
    await endsAsEver(lab);
    await lab.close();
  });

  it('is not there, as in a private window: said, and the runs end as ever', async () => {
    const lab = await openWith(() => {
      Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
    });
    await pausedWithCheckpoints(lab);
    expect(await laneNotes(lab).allTextContents()).toEqual([storageTexts.zh.unavailable]);
    await lanesEndAsEver(lab);
    await toTheLab(lab, 'en');
    await train(lab.page, 'en');
    await saysOnly(lab.page, storageTexts.en.unavailable);
    await endsAsEver(lab);
    await lab.close();
  });

  it('is closed under the page: opened again, nothing lost and nothing to say', async () => {
    const lab = await openWith(() => {
      const connections: IDBDatabase[] = [];
      Object.assign(globalThis, { connections });
      const open = IDBFactory.prototype.open;
      IDBFactory.prototype.open = function (...options) {
        const request = open.apply(this, options);
        request.addEventListener('success', () => connections.push(request.result));
        return request;
      };
    });
    const { page } = lab;
    const closeAll = async () => {
      const closed = await page.evaluate(() => {
        const { connections } = globalThis as unknown as { connections: IDBDatabase[] };
        for (const connection of connections) connection.close();
        return connections.length;
      });
      expect(closed).toBeGreaterThan(0);
    };
    await pausedWithCheckpoints(lab);
    await closeAll();
    await button(lab, partTexts.zh.step).click();
    await storedAt(page, 4);
    expect(await laneNotes(lab).count()).toBe(0);
    await lanesEndAsEver(lab);
    await toTheLab(lab);
    await train(page, 'zh');
    await running(page);
    await closeAll();
    await endsAsEver(lab);
    expect(await notes(page).count()).toBe(0);
    expect(await rowsAfterReload(page)).toBe(1);
    await lab.close();
  });

  it('is deleted in mid-run: said, and what the page knows is stored again', async () => {
    const lab = await open();
    const { page } = lab;
    const remove = () =>
      page.evaluate(
        () =>
          new Promise((resolve) => {
            indexedDB.deleteDatabase('lesson7').onsuccess = resolve;
          }),
      );
    await pausedWithCheckpoints(lab);
    await storedAt(page, 3);
    await remove();
    await button(lab, partTexts.zh.step).click();
    await laneNotes(lab).first().waitFor();
    await storedAt(page, 4);
    expect(await laneNotes(lab).allTextContents()).toEqual([storageTexts.zh.cleared]);
    await lanesEndAsEver(lab);
    await toTheLab(lab);
    await train(page, 'zh');
    await running(page);
    await remove();
    await endsAsEver(lab);
    await saysOnly(page, storageTexts.zh.cleared);
    expect(await rowsAfterReload(page)).toBe(1);
    await lab.close();
  });

  it('an older version holds: said until that is closed; what the older version stored is in the list', async () => {
    let old!: Page;
    const lab = await open(async (context) => {
      // As a page of the version before: it does not close its connection.
      old = await context.newPage();
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
    });
    const { page } = lab;
    await pausedWithCheckpoints(lab);
    expect(await laneNotes(lab).allTextContents()).toEqual([storageTexts.zh.blocked]);
    await lanesEndAsEver(lab);
    await toTheLab(lab, 'en');
    await train(page, 'en');
    await saysOnly(page, storageTexts.en.blocked);
    await endsAsEver(lab);
    await old.close();
    await until('both runs in the list', async () => (await rows(page, 'done').count()) === 2);
    expect(await notes(page).allTextContents()).toEqual([
      expect.stringContaining(labTexts.en.unreadable.replace('{count}', '1')),
    ]);
    expect(await rowsAfterReload(page)).toBe(2);
    await lab.close();
  });
});

it('two tabs show one list, say that both train, and what one deletes is gone in the other', async () => {
  const lab = await open();
  const other = await lab.context.newPage();
  const two = { ...lab, page: other };
  other.on('pageerror', (error) => lab.faults.push(error.message));
  await other.goto(`${stage.url}?engine=cpu`);
  await slideShown(other);
  await toTheLab(two, 'zh', 10_000);
  await train(other, 'zh');
  await running(other);
  // It trains on, as far as a page can know that is not there.
  await other.getByRole('button', { name: labTexts.zh.pause, exact: true }).click();
  await pausedWithCheckpoints(lab);
  const note = (page: Page) => page.locator('.engine-notice .note', { hasText: partTexts.zh.otherWindow });
  await Promise.all([note(lab.page).waitFor(), note(other).waitFor()]);
  await lanesEndAsEver(lab);
  await note(other).waitFor({ state: 'detached' });
  await toTheLab(lab);
  await rows(lab.page, 'interrupted').waitFor();
  // What it says of the other's run there changes nothing of it.
  await rows(lab.page, 'interrupted').getByRole('checkbox').uncheck();
  await train(lab.page, 'zh');
  await note(other).waitFor();
  await endsAsEver(lab);
  await rows(other, 'done').waitFor();
  await note(other).waitFor({ state: 'detached' });
  expect(await rows(other).count()).toBe(2);
  expect(await commandsOf(other, 'start')).toHaveLength(1);
  // Deleted here, it ends there.
  const remove = (page: Page, phase: string) =>
    rows(page, phase).getByRole('button', { name: /^删除/ }).click();
  await remove(other, 'done');
  await until('the run is gone here', async () => (await rows(lab.page).count()) === 1);
  await remove(lab.page, 'interrupted');
  await until('the run is gone there', async () => (await rows(other).count()) === 0);
  await until('a stop', async () => (await commandsOf(other, 'stop')).length > 0);
  expect(lab.faults).toEqual([]);
  await lab.close();
});

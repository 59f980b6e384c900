/**
 * @file Weights that arrive damaged, cut, late or not at all, during a run of two lanes: one sentence says so, one button
 * tries again, and then the run is the one that nothing disturbed.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { resolve } from 'node:path';
import type { BrowserContext, Route } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Language } from '../../src/page/language.ts';
import { STALLED_SECONDS } from '../../src/widgets/parts/use-stalled.ts';
import { messageTexts, stalledMessage } from '../../src/wording/messages.ts';
import { button, type Lab, lossesOf, openLab, stateIs, until, words } from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const PUBLIC = resolve(import.meta.dirname, '../../public');
const WEIGHTS = '**/model.safetensors';
/** Of what a stalled host has sent. */
const FIRST_PART = 300_000;

const stage = givenStage();

/** A host that sends the beginning of a file and then either breaks off or falls silent. */
let host: Server;
let hostUrl = '';
beforeAll(async () => {
  host = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, 'http://host');
    const bytes = readFileSync(PUBLIC + pathname);
    response.writeHead(200, { 'content-length': bytes.byteLength });
    response.write(bytes.subarray(0, FIRST_PART), () => {
      if (searchParams.has('cut')) response.destroy();
    });
  });
  await new Promise<void>((listening) => host.listen(0, '127.0.0.1', listening));
  hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
});
afterAll(() => {
  host.closeAllConnections();
  host.close();
});

const elsewhere = (route: Route, how: 'cut' | 'stalled') => {
  const { pathname } = new URL(route.request().url());
  return route.continue({ url: `${hostUrl}${pathname.slice(pathname.indexOf('/models/'))}?${how}` });
};

async function damaged(route: Route): Promise<void> {
  const response = await route.fetch();
  const body = await response.body();
  body[FIRST_PART]! ^= 1;
  await route.fulfill({ response, body });
}

async function openWith(answer: (route: Route) => Promise<unknown>, language: Language): Promise<Lab> {
  return openLab(stage, {
    slide: 'lora-idea',
    language,
    query: { steps: 10, batch: 1, engine: 'cpu' },
    prepare: (context: BrowserContext) => context.route(WEIGHTS, answer),
  });
}

const notesOf = (lab: Lab) => lab.widget.locator('.engine-notice .note');

/** Trains both lanes to their end. */
async function trained(lab: Lab): Promise<number[][]> {
  await lab.primary.click();
  await stateIs(lab, 'done');
  return lossesOf(lab.page);
}

const undisturbed = new Map<Language, number[][]>();
async function expectUndisturbed(losses: number[][], language: Language): Promise<void> {
  if (!undisturbed.has(language)) {
    const lab = await openWith((route) => route.continue(), language);
    undisturbed.set(language, await trained(lab));
    await closeSound(lab);
  }
  expect(losses.map(({ length }) => length)).toEqual([10, 10]);
  expect(losses).toEqual(undisturbed.get(language));
}

describe('weights that', () => {
  it.each([
    ['are damaged', damaged, 'modelBroken', 'zh'],
    ['are cut', (route: Route) => elsewhere(route, 'cut'), 'modelBroken', 'en'],
    ['are missing', (route: Route) => route.fulfill({ status: 404 }), 'modelMissing', 'en'],
    ['no host answers for', (route: Route) => route.abort('connectionrefused'), 'modelUnreachable', 'zh'],
  ] as const)(
    '%s: said in one sentence, and a press later the run is as ever',
    async (_, fault, code, language) => {
      let asked = 0;
      let broken = true;
      const lab = await openWith((route) => {
        asked += 1;
        return broken ? fault(route) : route.continue();
      }, language);
      const notes = notesOf(lab);
      await notes.first().waitFor();
      expect(await notes.allTextContents()).toEqual([messageTexts[language][code]]);
      expect(asked).toBe(code === 'modelMissing' ? 1 : 2);
      // Pressing Train shows the same sentence.
      await lab.primary.click();
      await stateIs(lab, 'failed');
      expect(await notes.allTextContents()).toEqual([messageTexts[language][code]]);
      broken = false;
      await button(lab, words(language).tryAgain).click();
      await until('the sentence is gone', async () => (await notes.count()) === 0);
      await expectUndisturbed(await trained(lab), language);
      await closeSound(lab);
    },
  );

  it('are damaged once are fetched once more, and nobody need know', async () => {
    let asked = 0;
    const lab = await openWith((route) => (++asked === 1 ? damaged(route) : route.continue()), 'zh');
    await expectUndisturbed(await trained(lab), 'zh');
    expect(asked).toBe(2);
    expect(await notesOf(lab).count()).toBe(0);
    await closeSound(lab);
  });

  it('stall on their way: said how far they are, and fetched again at a press, the run that waits for them goes on', async () => {
    let broken = true;
    const lab = await openWith((route) => (broken ? elsewhere(route, 'stalled') : route.continue()), 'zh');
    const { page } = lab;
    // The page's clock, not the worker's: half a minute passes at once.
    await page.clock.install();
    await lab.primary.click();
    const total = readFileSync(`${PUBLIC}/models/lesson7-zh/model.safetensors`).byteLength;
    const sofar = messageTexts.zh.modelBytes
      .replace('{done}', '0.3')
      .replace('{total}', (total / 1e6).toFixed(1));
    await until('a part has arrived', async () => ((await lab.status.textContent()) ?? '').includes(sofar));
    expect(await notesOf(lab).count()).toBe(0);
    await page.clock.runFor(30_000);
    const notes = notesOf(lab);
    await notes.first().waitFor();
    const progress = { phase: 'model', done: FIRST_PART, total } as const;
    expect(await notes.allTextContents()).toEqual([stalledMessage(progress, STALLED_SECONDS, 'zh')]);
    broken = false;
    await button(lab, words('zh').fetchAgain).click();
    await stateIs(lab, 'done');
    expect(await notes.count()).toBe(0);
    await expectUndisturbed(await lossesOf(page), 'zh');
    await closeSound(lab);
  });
});

it('an installed page whose stored copy is damaged fetches the file past it, and stores the good one', async () => {
  const context = await stage.browser.newContext({ viewport: { width: 1280, height: 720 } });
  const page = await context.newPage();
  await page.goto(`${stage.url}?view=read`);
  await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
  const storedByte = (change: boolean) =>
    page.evaluate(async (damage) => {
      for (const name of await caches.keys()) {
        const cache = await caches.open(name);
        const [request] = await cache.keys('./models/lesson7-zh/model.safetensors', { ignoreSearch: true });
        if (!request) continue;
        const bytes = new Uint8Array(await (await cache.match(request))!.arrayBuffer());
        if (damage) {
          bytes[1000]! ^= 1;
          await cache.put(request, new Response(bytes));
        }
        return bytes[1000]!;
      }
      throw new Error('no copy is stored');
    }, change);
  const damagedByte = await storedByte(true);
  await page.goto(`${stage.url}?view=present&hide=predict&engine=cpu&steps=2&batch=1#sft`);
  const widget = page.locator('[data-current="true"] .widget');
  await widget.locator('.train-primary').click();
  await stateIs({ status: widget.locator('.run-status') }, 'done');
  expect(await storedByte(false)).toBe(damagedByte ^ 1);
  await context.close();
});

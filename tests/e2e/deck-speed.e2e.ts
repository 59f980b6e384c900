/**
 * @file Waiting times of a reader: first text on a slow machine, size of the first load, change of slides.
 * Times depend on the machine, so the limits of time are generous here and printed; the weight is exact.
 */
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { openDeck, settled, slideIds } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();
const FIRST_LOAD_KB = 250;
const FIRST_SLIDE_MS = 1500;
const SLIDE_CHANGE_MS = 50;

it(`the first load is at most ${FIRST_LOAD_KB} KB of JavaScript, without tfjs and charts`, async () => {
  const context = await stage.browser.newContext({
    viewport: { width: 1280, height: 720 },
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  const scripts = new Map<string, Promise<Buffer>>();
  page.on('response', (response) => {
    if (response.url().endsWith('.js')) scripts.set(response.url(), response.body());
  });
  // A slide whose widget trains warms up the engine on purpose; this one's does not, so what counts is the deck.
  await page.goto(`${stage.url}?view=present#alignment-place`);
  await page.waitForSelector('[data-current="true"] .slide-content');
  await page.waitForLoadState('networkidle');
  const sizes = await Promise.all(
    [...scripts].map(async ([url, body]) => ({ url, bytes: gzipSync(await body).length })),
  );
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 0);
  console.log(`first load: ${(total / 1024).toFixed(0)} KB of JavaScript, gzip, in ${sizes.length} files`);
  expect(total).toBeLessThanOrEqual(FIRST_LOAD_KB * 1024);
  expect(sizes.map(({ url }) => url).filter((url) => /tfjs|worker/.test(url))).toEqual([]);
  await context.close();
});

it('the first slide is readable soon on a machine four times slower', async () => {
  const times: number[] = [];
  for (let visit = 0; visit < 3; visit += 1) {
    const context = await stage.browser.newContext({
      viewport: { width: 1280, height: 720 },
      serviceWorkers: 'block',
    });
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await devtools.send('Emulation.setCPUThrottlingRate', { rate: 4 });
    await page.goto(`${stage.url}?view=present#title`, { waitUntil: 'commit' });
    await page.waitForSelector('[data-current="true"] .slide-content p');
    times.push(await page.evaluate(() => performance.now()));
    await context.close();
  }
  const best = Math.min(...times);
  console.log(`first slide: ${times.map((time) => time.toFixed(0)).join(', ')} ms at a quarter of the speed`);
  // Two shared cores under load say little about a reader's laptop: twice the goal fails the test.
  expect(best).toBeLessThan(2 * FIRST_SLIDE_MS);
});

it('the next slide is there at once', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present#title`);
  await settled(page);
  const times: number[] = [];
  for (const _ of slideIds.slice(1)) {
    times.push(
      await page.evaluate(async () => {
        const start = performance.now();
        dispatchEvent(new KeyboardEvent('keydown', { key: 'PageDown', shiftKey: true }));
        await new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)));
        return performance.now() - start;
      }),
    );
    await settled(page);
  }
  const median = [...times].sort((a, b) => a - b)[Math.floor(times.length / 2)]!;
  console.log(`slide change: median ${median.toFixed(0)} ms, longest ${Math.max(...times).toFixed(0)} ms`);
  expect(median).toBeLessThan(2 * SLIDE_CHANGE_MS);
  await close();
});

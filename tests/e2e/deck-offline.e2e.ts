/** @file Without a network: the installed page under a sub-path, and the one file opened as a file. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  openBrowser,
  openDeck,
  raceState,
  SHORT_RACE,
  slideShown,
  startRace,
  whereAmI,
} from './deck-page.ts';

const dist = resolve(import.meta.dirname, '../../dist');
const ONE_FILE = join(dist, 'lesson7.html');
const PREFIX = '/courses/seven/';
const TYPES: Record<string, string> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** A plain static host that knows nothing of the app, serving it below a path. */
function serveBelow(): Promise<Server> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    const file = join(dist, path.slice(PREFIX.length) || 'index.html');
    if (!path.startsWith(PREFIX) || !file.startsWith(dist) || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    response.end(readFileSync(file));
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done(server)));
}

let browser: Browser;
let server: Server;
beforeAll(async () => {
  [browser, server] = await Promise.all([openBrowser(), serveBelow()]);
});
afterAll(async () => {
  await browser.close();
  server.close();
});

describe('the installed page', () => {
  it('opens any slide with the network cut, after one visit, under a sub-path', async () => {
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${PREFIX}`;
    const { page, faults, close } = await openDeck(browser, url);
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
      browser,
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

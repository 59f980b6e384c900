/** @file A run trained in the built page and exported by its button, as a reader does it. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import type { Browser, BrowserContext, Download, Page } from 'playwright';
import { messages } from '../../src/data/formats/messages/index.ts';
import { labHash } from '../../src/lab/address.ts';
import { texts } from '../../src/lab/texts.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import { writeFile } from '../lib/models.ts';

/** Milliseconds; a loaded machine may train slowly. */
const TIMEOUT_MS = 300_000;

/** A context in which the data of the run, if they are a reader's own, are those of the workshop. */
export function contextFor(browser: Browser, url: string, { data }: RunSpec): Promise<BrowserContext> {
  const localStorage = data.examples
    ? [{ name: 'lesson7.workshop', value: messages.write(data.examples) }]
    : [];
  return browser.newContext({
    serviceWorkers: 'block',
    storageState: { cookies: [], origins: [{ origin: new URL(url).origin, localStorage }] },
  });
}

/** Trains the run in the lab and presses its download button. */
export async function trainAndExport(page: Page, url: string, spec: RunSpec): Promise<Download> {
  await page.goto(`${url}?lang=en${labHash(spec)}`);
  await page.locator('.train-primary').click();
  await page.locator('.lab-table tr[data-phase="done"]').waitFor({ timeout: TIMEOUT_MS });
  const name = new RegExp(`^${texts.en.download.replace('{run}', '.*')}$`);
  const [download] = await Promise.all([
    page.waitForEvent('download', { timeout: TIMEOUT_MS }),
    page.getByRole('button', { name }).click(),
  ]);
  return download;
}

/** The files in the zip of a run, by their names. Throws where the page has trained on other data. */
export function filesOfZip(zip: Uint8Array, { data }: RunSpec): Record<string, Uint8Array> {
  const files = unzipSync(zip);
  const told = JSON.parse(strFromU8(files['run.json']!)) as { data: { examples?: number } };
  if (told.data.examples !== data.examples?.length)
    throw new Error(`The page trained on ${told.data.examples ?? 'no'} examples of a reader's own.`);
  return files;
}

async function exportFromPage(browser: Browser, url: string, spec: RunSpec): Promise<Uint8Array> {
  const context = await contextFor(browser, url, spec);
  try {
    const download = await trainAndExport(await context.newPage(), url, spec);
    return readFileSync(await download.path());
  } finally {
    await context.close();
  }
}

/** Trains the run in the page and unpacks what it exports into a folder. @returns the zip */
export async function unpackFromPage(
  browser: Browser,
  url: string,
  spec: RunSpec,
  folder: string,
): Promise<Uint8Array> {
  const zip = await exportFromPage(browser, url, spec);
  const files = filesOfZip(zip, spec);
  rmSync(folder, { recursive: true, force: true });
  for (const [file, bytes] of Object.entries(files)) writeFile(join(folder, file), bytes);
  return zip;
}

/** The losses of the page's curve in an unpacked run. */
export function curveOf(folder: string): number[] {
  const [head = '', ...rows] = readFileSync(join(folder, 'curve.csv'), 'utf8').trim().split('\n');
  const column = head.split(',').indexOf('loss');
  return rows.map((row) => Number(row.split(',')[column]));
}

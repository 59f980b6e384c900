/** @file A run trained in the built page and exported by its button, as a reader does it. */
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { unzipSync } from 'fflate';
import type { Browser } from 'playwright';
import { labHash } from '../../src/lab/address.ts';
import { texts } from '../../src/lab/texts.ts';
import type { RunSpec } from '../../src/train/spec.ts';
import { writeFile } from '../lib/models.ts';

/** Milliseconds; a loaded machine may train slowly. */
const PATIENCE = 300_000;

/** The zip of a run that the lab has trained. */
async function exportFromPage(browser: Browser, url: string, spec: RunSpec): Promise<Uint8Array> {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  try {
    const page = await context.newPage();
    await page.goto(`${url}?lang=en${labHash(spec)}`);
    await page.locator('.train-primary').click();
    await page.locator('.lab-table tr[data-phase="done"]').waitFor({ timeout: PATIENCE });
    const name = new RegExp(`^${texts.en.download.replace('{run}', '.*')}$`);
    const [download] = await Promise.all([
      page.waitForEvent('download', { timeout: PATIENCE }),
      page.getByRole('button', { name }).click(),
    ]);
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
  rmSync(folder, { recursive: true, force: true });
  for (const [file, bytes] of Object.entries(unzipSync(zip))) writeFile(join(folder, file), bytes);
  return zip;
}

/** The losses of the page's curve in an unpacked run. */
export function curveOf(folder: string): number[] {
  const [head = '', ...rows] = readFileSync(join(folder, 'curve.csv'), 'utf8').trim().split('\n');
  const column = head.split(',').indexOf('loss');
  return rows.map((row) => Number(row.split(',')[column]));
}

/** @file What the tests of a file or a block need before the first of them: a browser, and the built page. */
import type { Browser } from 'playwright';
import { afterAll, beforeAll, expect, inject } from 'vitest';
import { openBrowser } from './deck.ts';
import { serveBelow } from './host.ts';

export interface Stage {
  /** There once the tests run. */
  browser: Browser;
  /** Where the page is, with a slash at the end. */
  url: string;
}

/** A browser, and the page as `npm start` serves it. */
export function givenDeck(): Stage {
  const stage = { url: inject('baseUrl') } as Stage;
  beforeAll(async () => {
    stage.browser = await openBrowser();
  });
  afterAll(() => stage.browser.close());
  return stage;
}

/** A browser, of the given flags if it must be one of another kind, and the page on a plain host below a path. */
export function givenStage(flags?: readonly string[]): Stage {
  const stage = {} as Stage;
  let close: () => Promise<void>;
  beforeAll(async () => {
    const [browser, host] = await Promise.all([openBrowser(flags), serveBelow()]);
    Object.assign(stage, { browser, url: host.url });
    close = host.close;
  });
  afterAll(async () => {
    await stage.browser.close();
    await close();
  });
  return stage;
}

/** Closes a page and expects that it had no uncaught error. */
export async function closeSound({
  faults,
  close,
}: {
  faults: string[];
  close(): Promise<void>;
}): Promise<void> {
  expect(faults).toEqual([]);
  await close();
}

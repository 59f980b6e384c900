/** @file Axe over every slide, in both languages, light and dark; and every control within reach of the keyboard. */
import AxeBuilder from '@axe-core/playwright';
import { describe, expect, it } from 'vitest';
import { openDeck, settled, slideIds } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();

describe.each([
  ['zh', 'light'],
  ['en', 'dark'],
  ['zh', 'dark'],
  ['en', 'light'],
] as const)('axe, %s, %s', (language, colorScheme) => {
  it('finds nothing serious on any slide', async () => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}?view=read&lang=${language}`, {
      colorScheme,
      reducedMotion: 'reduce',
    });
    // In the reading view all slides are there at once; each is brought near, so that its widget is there too.
    for (const id of slideIds) {
      await page.evaluate((slide) => {
        location.hash = slide;
      }, id);
      await page.waitForSelector(`[data-slide="${id}"][data-current="true"] .slide-content`);
    }
    await settled(page, '.deck');
    const { violations } = await new AxeBuilder({ page }).analyze();
    const grave = violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(
        ({ id, nodes }) =>
          `${id}: ${nodes.map((node) => `${node.target} ${node.html}`.slice(0, 200)).join(' | ')}`,
      );
    expect(grave).toEqual([]);
    await close();
  });
});

it('axe finds nothing serious while presenting, with each sheet open', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present#sft`, {
    reducedMotion: 'reduce',
  });
  for (const key of [null, 'o', '/', '?']) {
    if (key) await page.keyboard.press(key);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(
      violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => [id, nodes[0]?.html]),
      `key ${key}`,
    ).toEqual([]);
    if (key) await page.keyboard.press('Escape');
  }
  await close();
});

it('Tab reaches every control of the slide and the bar, in order, with a visible focus', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present#lora-idea:2`);
  await settled(page);
  const reachable = await page.evaluate(
    () =>
      [
        ...document.querySelectorAll<HTMLElement>(
          'button, a[href], input, select, textarea, summary, [tabindex="0"]',
        ),
      ].filter(
        (element) =>
          element.checkVisibility() &&
          !element.matches(':disabled, [tabindex="-1"]') &&
          !element.closest('[inert]') &&
          // One stop per radio group.
          !(element instanceof HTMLInputElement && element.type === 'radio' && !element.checked),
      ).length,
  );
  const stops = new Set<string>();
  let unseen = 0;
  for (let press = 0; press < reachable + 40; press += 1) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement | null;
      if (!element || element === document.body) return null;
      const all = [...document.querySelectorAll('*')];
      const style = getComputedStyle(element);
      const ring =
        style.outlineStyle !== 'none' || getComputedStyle(element.parentElement!).outlineStyle !== 'none';
      return { key: String(all.indexOf(element)), ring };
    });
    if (!stop) continue;
    if (stops.has(stop.key)) break;
    stops.add(stop.key);
    if (!stop.ring) unseen += 1;
  }
  expect(stops.size).toBeGreaterThanOrEqual(reachable);
  expect(unseen).toBe(0);
  await close();
});

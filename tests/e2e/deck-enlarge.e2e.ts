/** @file Charts, tables, figures and formulas fill the window: by key, double click and double tap, while a run trains. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { openDeck, outline, raceState, SHORT_RACE, settled, startRace, whereAmI } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();
const LARGE = '[popover][data-enlarged]:popover-open';

/** How much of the window it takes, and the smallest type of what it shows. */
function largeOf(page: Page): Promise<{ share: number; smallest: number; clipped: boolean }> {
  return page.locator(LARGE).evaluate((element) => {
    const { width, height } = element.getBoundingClientRect();
    const sizes = [...element.querySelectorAll<HTMLElement>('*'), element as HTMLElement]
      .filter(
        (one) =>
          one.checkVisibility() &&
          !one.closest('.katex, .visually-hidden') &&
          [...one.childNodes].some(({ nodeType, nodeValue }) => nodeType === 3 && nodeValue!.trim() !== ''),
      )
      .map((one) => {
        // A drawing has units of its own.
        const scale = one instanceof SVGGraphicsElement ? (one.getScreenCTM()?.d ?? 1) : 1;
        return Number.parseFloat(getComputedStyle(one).fontSize) * scale;
      });
    return {
      share: (width * height) / (innerWidth * innerHeight),
      smallest: Math.min(...sizes),
      clipped: element.scrollWidth > element.clientWidth + 1,
    };
  });
}

describe.each(['zh', 'en'] as const)('on every slide (%s)', (language) => {
  it('the key enlarges what is largest, and puts it back without turning the page', async () => {
    const { page, faults, close } = await openDeck(
      stage.browser,
      `${stage.url}?lang=${language}&view=present&hide=predict#${outline.slides[0]!.id}`,
    );
    const enlarged: string[] = [];
    for (const { id, widgets } of outline.slides) {
      await page.evaluate((hash) => {
        location.hash = hash;
      }, `#${id}`);
      await settled(page);
      const has = await page
        .locator('[data-current="true"]')
        .locator('figure, table, pre, .tex-display, [data-enlarge]')
        .locator('visible=true')
        .count();
      if (has === 0) continue;
      const before = await whereAmI(page);
      await page.keyboard.press('z');
      await page.locator(LARGE).waitFor();
      // A chart is drawn again once its place has been measured.
      await expect
        .poll(async () => (await largeOf(page)).smallest, { message: `type on ${id}` })
        .toBeGreaterThanOrEqual(16);
      const large = await largeOf(page);
      expect(large.share, id).toBeCloseTo(1, 2);
      expect(large.clipped, `width on ${id}`).toBe(false);
      await page.keyboard.press(['z', 'Escape', 'PageDown', 'PageUp'][enlarged.length % 4]!);
      await page.locator(LARGE).waitFor({ state: 'detached' });
      expect(await whereAmI(page)).toBe(before);
      if (widgets.length > 0) enlarged.push(id);
      if (id !== 'difference') continue;
      // A long table scrolls by key, and the page is not turned.
      await page.keyboard.press('z');
      for (let press = 0; press < 3; press += 1) await page.keyboard.press('ArrowDown');
      await expect.poll(() => page.locator(LARGE).evaluate(({ scrollTop }) => scrollTop)).toBeGreaterThan(0);
      expect(await whereAmI(page)).toBe(before);
      await page.keyboard.press('Escape');
    }
    expect(enlarged.length).toBeGreaterThan(14);
    expect(faults).toEqual([]);
    await close();
  }, 240_000);

  it('a double click enlarges a chart, which goes on drawing its run', async () => {
    const address = `${stage.url}?lang=${language}&${SHORT_RACE}#lora-idea`;
    const { page, faults, close } = await openDeck(stage.browser, address);
    await startRace(page);
    const chart = page.locator('[data-current="true"] figure.chart').first();
    await chart.locator('.chart-name').dblclick();
    await page.locator(LARGE).waitFor();
    expect(await chart.evaluate((element) => element.matches(':popover-open'))).toBe(true);
    const drawn = () =>
      chart.locator('path').evaluateAll((paths) => paths.map((one) => one.outerHTML).join());
    const before = await drawn();
    await expect.poll(drawn, { timeout: 120_000 }).not.toBe(before);
    await page.locator('.enlarge-close').click();
    await page.locator(LARGE).waitFor({ state: 'detached' });
    await expect.poll(async () => (await raceState(page)).state, { timeout: 120_000 }).toBe('done');
    expect(faults).toEqual([]);
    await close();
  }, 300_000);
});

it('a double tap enlarges a chart on a phone, and puts it back', async () => {
  const { page, faults, close } = await openDeck(stage.browser, `${stage.url}?view=read#too-expensive`, {
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
  });
  await settled(page, '[data-slide="too-expensive"]');
  const name = page.locator('[data-slide="too-expensive"] .chart-name').locator('visible=true').first();
  await name.scrollIntoViewIfNeeded();
  await name.dispatchEvent('dblclick');
  await page.locator(LARGE).waitFor();
  expect((await largeOf(page)).share).toBeCloseTo(1, 2);
  await page.locator('.enlarge-close').tap();
  await page.locator(LARGE).waitFor({ state: 'detached' });
  expect(faults).toEqual([]);
  await close();
});

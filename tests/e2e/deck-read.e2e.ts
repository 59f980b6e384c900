/** @file Reading: phones, rotation, zoom, calm motion. */
import type { Page } from 'playwright';
import { describe, expect, it } from 'vitest';
import { openDeck, settled, slideIds, slideShown, whereAmI } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** Elements that reach beyond the window, those inside a box that scrolls by itself left out. */
async function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const scrolls = (element: Element | null): boolean => {
      for (let node = element; node && node !== document.body; node = node.parentElement) {
        if (getComputedStyle(node).overflowX !== 'visible') return true;
      }
      return false;
    };
    return [...document.querySelectorAll<HTMLElement>('.deck-stage *')]
      .filter(
        (element) =>
          element.getBoundingClientRect().right > innerWidth + 1 && !scrolls(element.parentElement),
      )
      .map((element) => `${element.tagName}.${element.className}`)
      .slice(0, 5);
  });
}

describe('on a phone', () => {
  it.each(['zh', 'en'])('every slide in %s fits the width and can be touched', async (language) => {
    const { page, faults, close } = await openDeck(stage.browser, `${stage.url}?lang=${language}`, PHONE);
    expect(await page.getAttribute('.deck', 'data-mode')).toBe('read');
    for (const id of slideIds) {
      await page.evaluate((slide) => {
        location.hash = slide;
      }, id);
      await expect.poll(() => page.getAttribute(`[data-slide="${id}"]`, 'data-current')).toBe('true');
      await page.waitForSelector(`[data-slide="${id}"] .slide-content`);
    }
    await settled(page, '.deck');
    expect(await tooWide(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(390);
    // WCAG 2.2, 2.5.8: 24 px; links and terms inside a sentence are exempt.
    const small = await page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('button, a[href], input, select, textarea, summary')]
        .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
        .filter(
          (element) => !element.matches('p a, li a, .slide-text a, .term, .cite, .quoted a, .plate a, dd a'),
        )
        .filter((element) => {
          // A control is as large as the label that presses it.
          const { width, height } = (element.closest('label') ?? element).getBoundingClientRect();
          return width > 0 && (width < 23.5 || height < 23.5);
        })
        .map((element) => element.outerHTML.slice(0, 120)),
    );
    expect(small).toEqual([]);
    expect(faults).toEqual([]);
    await close();
  });

  it('turned on its side it stays on its slide and keeps reading', async () => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}#peft`, PHONE);
    await expect.poll(() => whereAmI(page)).toMatch(/^peft:/);
    await page.setViewportSize({ width: 844, height: 390 });
    await settled(page);
    expect(await page.getAttribute('.deck', 'data-mode')).toBe('read');
    expect(await whereAmI(page)).toMatch(/^peft:/);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(844);
    await close();
  });

  it('a deep link stands at the top of the window, whatever loads above it', async () => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}#lora-idea`, PHONE);
    await expect
      .poll(
        () =>
          page.evaluate(
            () => document.querySelector('[data-slide="lora-idea"]')!.getBoundingClientRect().top,
          ),
        {
          timeout: 5000,
        },
      )
      .toBeLessThan(120);
    await close();
  });
});

it('at 200 % zoom nothing is lost sideways, presenting or reading', async () => {
  // 200 % of a window of 1280 is a window of 640 with twice the pixels.
  const zoomed = { viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 };
  for (const view of ['present', 'read']) {
    const { page, close } = await openDeck(stage.browser, `${stage.url}?view=${view}#lora-idea:2`, zoomed);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(640);
    expect(await tooWide(page)).toEqual([]);
    await close();
  }
});

it('under reduced motion nothing on the slide moves by itself', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present#why-tune`, {
    reducedMotion: 'reduce',
  });
  await page.keyboard.press('Shift+PageDown');
  await slideShown(page);
  const moving = await page.evaluate(() =>
    document
      .getAnimations()
      .filter((animation) => animation.playState === 'running')
      .filter((animation) => Number(animation.effect?.getComputedTiming().duration ?? 0) > 1)
      .map((animation) => (animation as CSSAnimation).animationName ?? 'transition'),
  );
  expect(moving).toEqual([]);
  await close();
});

it('what was read is remembered, and a talk starts clean', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=read#peft`);
  await page.keyboard.press('o');
  await page.waitForSelector('.overview-seen');
  await page.keyboard.press('Escape');
  await page.goto(`${stage.url}?view=present#title`);
  await slideShown(page);
  await page.keyboard.press('o');
  await page.waitForSelector('.sheet-overview a');
  expect(await page.locator('.overview-seen').count()).toBe(0);
  await close();
});

/** @file A talk: clicker, presenter's window, language in mid-talk, and what may go wrong at the start. */
import { describe, expect, it } from 'vitest';
import { deckTexts } from '../../src/deck/text.ts';
import { openDeck, outline, raceState, SHORT_RACE, slideIds, startRace, whereAmI } from './lib/deck.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();

describe('by clicker alone', () => {
  it('goes from the first slide to the last and back, with sliders and buttons focused on the way', async () => {
    const { page, faults, requests, close } = await openDeck(stage.browser, stage.url);
    const expected = outline.slides.flatMap(({ id, steps }) =>
      Array.from({ length: steps + 1 }, (_, step) => `${id}:${step}`),
    );
    const seen = [await whereAmI(page)];
    for (let press = 1; press < expected.length; press += 1) {
      // Whatever the slide offers first has the focus, or its first text field.
      await page.evaluate(
        (fields) => {
          const slide = document.querySelector('section[data-current="true"]');
          const controls = 'input[type="range"], select, button, summary';
          const field = fields ? slide?.querySelector<HTMLElement>('.text-input') : null;
          (field ?? slide?.querySelector<HTMLElement>(controls))?.focus();
        },
        press % 2 === 0,
      );
      await page.keyboard.press('PageDown');
      seen.push(await whereAmI(page));
    }
    expect(seen).toEqual(expected);
    expect(await page.evaluate(() => location.hash)).toBe(`#${slideIds.at(-1)}`);
    for (let press = 1; press < expected.length; press += 1) await page.keyboard.press('PageUp');
    expect(await whereAmI(page)).toBe(expected[0]);
    expect(faults).toEqual([]);
    // Nothing of the whole talk came from anywhere else.
    const foreign = requests.filter((url) => !url.startsWith(stage.url) && !/^(data|blob):/.test(url));
    expect(foreign).toEqual([]);
    await close();
  });

  it('gives the back button one stop per slide', async () => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}#why-tune`);
    await page.keyboard.press('PageDown');
    await page.keyboard.press('Shift+PageDown');
    expect(await whereAmI(page)).toBe('what-changes:0');
    await page.goBack();
    await expect.poll(() => whereAmI(page)).toBe('why-tune:1');
    await close();
  });
});

describe('after a press with the mouse', () => {
  const CONTROLS = {
    slider: 'input[type="range"]',
    checkbox: 'input[type="checkbox"]',
    choice: '[role="tab"]:not([aria-selected="true"]), input[type="radio"]:not(:checked)',
    fold: 'summary',
    chart: '.recharts-wrapper svg',
    // Last, since its run continues.
    train: '.train-primary',
  } as const;

  it('of any control, arrows, Enter and Space turn the page and leave the control alone', async () => {
    const address = `${stage.url}?hide=predict&${SHORT_RACE}#lora-idea`;
    const { page, faults, close } = await openDeck(stage.browser, address);
    const slide = page.locator('[data-current="true"]');
    for (const [kind, selector] of Object.entries(CONTROLS)) {
      const control = (await slide.locator(selector).locator('visible=true').first().elementHandle())!;
      for (const key of ['ArrowRight', 'ArrowLeft', 'Enter', 'Space']) {
        if (kind === 'train' && key !== 'Enter') continue;
        await control.click();
        await page.waitForFunction(() => document.activeElement === document.body);
        const before = kind === 'slider' ? await control.inputValue() : null;
        await page.keyboard.press(key);
        await expect.poll(() => whereAmI(page), { message: `${kind} ${key}` }).not.toBe('lora-idea:0');
        if (before !== null) expect(await control.inputValue()).toBe(before);
        await page.evaluate(() => {
          location.hash = '#lora-idea';
        });
        await expect.poll(() => whereAmI(page)).toBe('lora-idea:0');
      }
    }
    // Enter has not paused it.
    await expect.poll(async () => (await raceState(page)).state, { timeout: 180_000 }).toBe('done');
    expect(faults).toEqual([]);
    await close();
  }, 400_000);

  it('a text field keeps the keys, and lets the clicker through', async () => {
    const { page, close } = await openDeck(stage.browser, `${stage.url}#adapters`);
    const field = page.locator('[data-current="true"] .text-input').locator('visible=true').first();
    await field.click();
    const before = await field.inputValue();
    await page.keyboard.press('End');
    await page.keyboard.type('12 b');
    expect(await field.inputValue()).toBe(`${before}12 b`);
    expect(await whereAmI(page)).toBe('adapters:0');
    await page.keyboard.press('PageDown');
    await expect.poll(() => whereAmI(page)).not.toBe('adapters:0');
    await close();
  });
});

it('a number and Enter lead to a slide, and so does the counter', async () => {
  const { page, close } = await openDeck(stage.browser, stage.url);
  await page.keyboard.type('18');
  expect(await page.textContent('.deck-jump')).toContain(outline.slides[17]!.title.zh);
  await page.keyboard.press('Enter');
  await expect.poll(() => whereAmI(page)).toBe(`${slideIds[17]}:0`);
  await page.locator('.deck-bar-count').click();
  await page.locator('.sheet-overview').waitFor();
  await page.keyboard.press('PageDown');
  await page.locator('.sheet-overview').waitFor({ state: 'detached' });
  await expect.poll(() => whereAmI(page)).not.toBe(`${slideIds[17]}:0`);
  await close();
});

describe('the presenter’s window', () => {
  it('turns the audience’s page, shows notes, and its slider moves the audience’s', async () => {
    const { page, faults, close } = await openDeck(stage.browser, `${stage.url}#lora-idea`);
    const [view] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('n')]);
    await view.waitForSelector('.console-notes .notes-body');
    expect(await view.textContent('.console-notes')).toContain('种子相同');
    const mine = view.locator('.console-now input[type="range"]').first();
    const theirs = page.locator('[data-current="true"] input[type="range"]').first();
    const before = await theirs.inputValue();
    await mine.focus();
    await view.keyboard.press('ArrowRight');
    await expect.poll(() => theirs.inputValue()).not.toBe(before);
    expect(await mine.inputValue()).toBe(await theirs.inputValue());
    await view.keyboard.press('PageDown');
    await expect.poll(() => whereAmI(page)).toBe('lora-idea:1');
    await page.keyboard.press('n');
    await expect.poll(() => view.isClosed()).toBe(true);
    expect(faults).toEqual([]);
    await close();
  });

  it('that is blocked is said in one sentence', async () => {
    const { page, close } = await openDeck(stage.browser, stage.url);
    await page.evaluate(() => {
      window.open = () => null;
    });
    await page.keyboard.press('n');
    expect(await page.textContent('[role="alert"]')).toContain('弹出');
    await close();
  });
});

it('a reload in the middle of a talk loses neither ink nor clock nor step, and the console comes back', async () => {
  const t = deckTexts.zh;
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present#sft`);
  const strokes = () => page.locator('[data-current="true"] .ink-layer path').count();
  const [first] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('n')]);
  await first.getByRole('button', { name: t.timerStart, exact: true }).click();
  const notesSize = (view: typeof page) =>
    view.locator('.notes-body').evaluate((notes) => Number.parseFloat(getComputedStyle(notes).fontSize));
  const small = await notesSize(first);
  await first.getByRole('button', { name: `${t.notesSize} 3` }).click();
  const large = await notesSize(first);
  expect(large).toBeGreaterThan(1.5 * small);
  await page.bringToFront();
  await page.keyboard.press('PageDown');
  await page.keyboard.press('d');
  for (const y of [200, 300, 400]) {
    await page.mouse.move(200, y);
    await page.mouse.down();
    await page.mouse.move(400, y, { steps: 5 });
    await page.mouse.up();
  }
  expect(await strokes()).toBe(3);
  await page.keyboard.press('Control+z');
  expect(await strokes()).toBe(2);
  await page.keyboard.press('d');

  await page.reload();
  await expect.poll(() => whereAmI(page)).toBe('sft:1');
  expect(await strokes()).toBe(2);
  const [second] = await Promise.all([page.waitForEvent('popup'), page.keyboard.press('PageUp')]);
  expect(await whereAmI(page)).toBe('sft:0');
  expect(await notesSize(second)).toBe(large);
  // The clock is running still.
  await second.getByRole('button', { name: t.timerPause, exact: true }).waitFor();
  await page.bringToFront();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  expect(await strokes()).toBe(0);
  await close();
});

it('the laser follows the pointer, and presses reach what is under it', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?view=present&hide=predict#lora-idea`);
  await page.keyboard.press('l');
  const tab = page.locator('[data-current="true"] [role="tab"][aria-selected="false"]').first();
  const dot = page.locator('[data-current="true"] .laser-dot');
  await tab.hover();
  const [here, there] = [(await dot.boundingBox())!, (await tab.boundingBox())!];
  const middle = ({ x, y, width, height }: typeof here) => ({ x: x + width / 2, y: y + height / 2 });
  expect(Math.abs(middle(here).x - middle(there).x)).toBeLessThan(2);
  expect(Math.abs(middle(here).y - middle(there).y)).toBeLessThan(2);
  const name = (await tab.textContent())!;
  await tab.click();
  await page.getByRole('tab', { name, selected: true }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect.poll(() => dot.count()).toBe(0);
  await close();
});

it('a second window turns pages with the first', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}?linked=1#sft`);
  const second = await page.context().newPage();
  await second.goto(`${stage.url}?linked=1#title`);
  await expect.poll(() => whereAmI(second)).toBe('sft:0');
  await second.keyboard.press('PageDown');
  await expect.poll(() => whereAmI(page)).toBe('sft:1');
  await close();
});

it('a change of language keeps the widget: same element, same settings', async () => {
  const { page, close } = await openDeck(stage.browser, `${stage.url}#lora-idea`);
  const slider = page.locator('[data-current="true"] input[type="range"]').first();
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  const value = await slider.inputValue();
  const handle = await slider.elementHandle();
  await page.locator('.deck-bar-language').click();
  await expect.poll(() => page.textContent('[data-current="true"] .slide-title')).toContain('freeze');
  expect(await handle!.evaluate((element) => element.isConnected)).toBe(true);
  expect(await slider.inputValue()).toBe(value);
  expect(await page.getAttribute('html', 'lang')).toBe('en');
  await close();
});

it('a change of language, mode or slide in the middle of a run loses nothing of it', async () => {
  const { page, faults, close } = await openDeck(stage.browser, `${stage.url}?${SHORT_RACE}#lora-idea`);
  await startRace(page);
  await expect.poll(async () => (await raceState(page)).step, { timeout: 120_000 }).toBeGreaterThan(0);
  const before = (await raceState(page)).step;
  await page.locator('.deck-bar-language').click();
  await expect.poll(() => page.textContent('[data-current="true"] .slide-title')).toContain('freeze');
  expect((await raceState(page)).step).toBeGreaterThanOrEqual(before);
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  expect(await page.getAttribute('.deck', 'data-mode')).toBe('read');
  await page.keyboard.press('r');
  await page.keyboard.press('Shift+PageDown');
  await page.keyboard.press('Shift+PageUp');
  await expect.poll(async () => (await raceState(page)).state, { timeout: 180_000 }).toBe('done');
  expect((await raceState(page)).step).toBe(10);
  expect(faults).toEqual([]);
  await close();
}, 400_000);

it('search and overview lead to a slide by keyboard alone', async () => {
  const { page, close } = await openDeck(stage.browser, stage.url);
  await page.keyboard.press('/');
  await page.keyboard.type('catastrophic');
  await page.waitForSelector('.search-hits a');
  await page.keyboard.press('Enter');
  await expect.poll(() => whereAmI(page)).toMatch(/^peft:/);
  // A second word with a typo in it; the first Esc closes the sheet.
  await page.keyboard.press('/');
  await page.keyboard.type('loara');
  await page.waitForSelector('.search-hits a');
  await page.keyboard.press('Escape');
  await page.locator('.sheet-search').waitFor({ state: 'detached' });
  await page.keyboard.press('o');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => whereAmI(page)).toMatch(/^peft-families:/);
  await close();
});

describe('a bad start', () => {
  it('by a link to nowhere gives the first slide and one clear sentence', async () => {
    const { page, faults, close } = await openDeck(stage.browser, `${stage.url}?r=abc&alpha=-1#nowhere:99`);
    expect(await whereAmI(page)).toBe(`${slideIds[0]}:0`);
    expect(await page.textContent('[role="alert"]')).toContain('nowhere');
    expect(faults).toEqual([]);
    await close();
  });

  it('with junk in storage gives a usable page', async () => {
    const { page, faults, close } = await openDeck(stage.browser, stage.url);
    await page.evaluate(() => {
      for (const key of ['lesson7.seen.v1', 'lesson7:language', 'lesson7:theme', 'lesson7:leaving']) {
        localStorage.setItem(key, '{"junk": [');
      }
    });
    await page.reload();
    await page.waitForSelector('[data-current="true"] .slide-content');
    await page.keyboard.press('PageDown');
    expect(await whereAmI(page)).toBe(`${slideIds[1]}:0`);
    expect(faults).toEqual([]);
    await close();
  });
});

/**
 * @file The widgets about methods as a reader uses them: the microscope, the forgetting meter, the race, the soft
 * prompts. Each is trained, paused, stepped, resumed and stopped, and every control it shows is pressed once.
 */

import type { ElementHandle, Locator } from 'playwright';
import { describe, expect, it } from 'vitest';
import type { Language } from '../../src/page/language.ts';
import {
  button,
  commandsOf,
  eventsOf,
  type Lab,
  openLab,
  reachesStep,
  stateIs,
  until,
  warm,
  words,
} from './lib/lab.ts';
import { passPressGuard } from './lib/press-guard.ts';
import { closeSound, givenStage } from './lib/stage.ts';

/** Small batches, since a software adapter takes its time; many steps, so that no run ends before Pause is pressed. */
const SMALL = { steps: 1000, batch: 1 };

const stage = givenStage();

type Slide = 'lora-inside' | 'peft' | 'peft-families' | 'soft-prompts';

function open(slide: Slide, language: Language, query: Record<string, string | number> = {}): Promise<Lab> {
  return openLab(stage, { slide, language, query: { ...SMALL, ...query } });
}

/** Train, pause, one step, resume, stop: each button of the training controls. */
async function trainAndStop(lab: Lab, language: Language): Promise<void> {
  const t = words(language);
  await warm(lab.page);
  await lab.primary.click();
  await reachesStep(lab, 1);
  await passPressGuard(lab.page);
  await lab.primary.click();
  await stateIs(lab, 'paused');
  await button(lab, t.step).click();
  await stateIs(lab, 'paused');
  await lab.primary.click();
  await stateIs(lab, 'running');
  await button(lab, t.stop).click();
  await stateIs(lab, 'stopped');
  expect((await eventsOf(lab.page, 'diverged')).length).toBe(0);
}

/** The figure of places, of one method and then of another; it stands once the base's sizes are read. */
async function drawsPlaces(lab: Lab, language: Language): Promise<void> {
  const t = words(language);
  await lab.widget.getByRole('tab', { name: t.places, exact: true }).click();
  const figure = lab.widget.locator('.block-figure');
  const methods = lab.widget.getByRole('combobox', { name: t.placesOf });
  await methods.selectOption({ index: 0 });
  const first = await figure.getAttribute('aria-label');
  await methods.selectOption({ index: 1 });
  await until('another method', async () => (await figure.getAttribute('aria-label')) !== first);
}

type Control = ElementHandle<HTMLElement>;
type Pressed = Readonly<Record<string, number>>;

/** Presses what is shown in a place, outside of the training controls; returns how many it found of each kind. */
async function pressAll(place: Locator, within = ''): Promise<Pressed> {
  const found: Record<string, number> = {};
  const each = async (kind: string, selector: string, press: (control: Control) => Promise<unknown>) => {
    found[kind] = 0;
    // What is there now: a press may disable another control, which must not shift the count.
    const controls = place.locator(`${selector}:not(.train-controls *)${within}`);
    for (const control of (await controls.elementHandles()) as Control[]) {
      if (!(await control.isVisible()) || !(await control.isEnabled())) continue;
      await press(control);
      found[kind] += 1;
    }
  };
  await each('fold', 'details:not([open]) > summary', (summary) => summary.click());
  await each('slider', 'input[type=range]', async (slider) => {
    await slider.press('ArrowLeft');
    await slider.press('ArrowRight');
  });
  await each('choice', 'input[type=radio]', (radio) => radio.check({ force: true }));
  await each('list', 'select', async (select) => {
    const before = await select.inputValue();
    const last = await select.$eval('option:last-child', (option) => (option as HTMLOptionElement).value);
    await select.selectOption(last);
    await select.selectOption(before);
  });
  await each('check', 'input[type=checkbox]', (check) => check.click());
  await each('field', 'input[type=number]', (field) => field.fill('7'));
  await each('plane', '[role=application]', async (plane) => {
    await plane.focus();
    for (const key of ['ArrowRight', 'ArrowDown', 'ArrowLeft', 'End']) await plane.press(key);
  });
  await each('button', 'button:not([role=tab])', (one) => one.click());
  return found;
}

/** Everything outside of tabs, then every tab and what is on it. */
async function pressWidget(lab: Lab): Promise<{ outside: Pressed; tabs: Pressed[] }> {
  const outside = await pressAll(lab.widget, ':not([role=tabpanel] *)');
  const tabs: Pressed[] = [];
  for (const tab of await lab.widget.getByRole('tab').all()) {
    await tab.click();
    expect(await tab.getAttribute('aria-selected')).toBe('true');
    tabs.push(await pressAll(lab.widget.getByRole('tabpanel')));
  }
  return { outside, tabs };
}

const total = (pressed: readonly Pressed[], kind: string) =>
  pressed.reduce((sum, one) => sum + (one[kind] ?? 0), 0);

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const finding = (lab: Lab) => lab.widget.locator('.finding').textContent();

  it('the microscope draws the recording, then the weights of the run under way, and merges it', async () => {
    const lab = await open('lora-inside', language);
    await until('the recording', async () => /\d/.test((await finding(lab)) ?? ''));
    const recorded = await finding(lab);
    expect(recorded).toMatch(/200/);
    expect(await lab.widget.locator('canvas').count()).toBe(4);
    // Something is painted: more than one colour.
    const colours = await lab.widget
      .locator('canvas')
      .first()
      .evaluate((canvas: HTMLCanvasElement) => {
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        return new Set(Array.from({ length: data.length / 4 }, (_, i) => data.slice(4 * i, 4 * i + 3).join()))
          .size;
      });
    expect(colours).toBeGreaterThan(20);

    await trainAndStop(lab, language);
    await until('another finding', async () => (await finding(lab)) !== recorded);
    await until('pictures of the live runs', async () => (await lab.widget.locator('canvas').count()) === 4);
    const [first] = (await eventsOf(lab.page, 'evaluation')).filter(({ point }) => point.step === 0);
    expect(first!.point.inspection!.matrices.every(({ norm }) => norm === 0)).toBe(true);

    const { outside, tabs } = await pressWidget(lab);
    // Four layers, seven matrices, and what leaving does; five sliders under the fold, and the step's.
    expect(outside.choice).toBe(4 + 7 + 2);
    expect(outside.slider).toBe(5);
    expect(tabs).toHaveLength(3);
    expect(total(tabs, 'slider')).toBe(1);
    expect(total(tabs, 'plane')).toBeGreaterThanOrEqual(2);
    // On the last tab the merge button was pressed among the others.
    await until('the merge', async () => (await eventsOf(lab.page, 'merged')).length >= 1);
    const [merged] = await eventsOf(lab.page, 'merged');
    expect(merged!.maxLogitDifference).toBeLessThan(1e-3);
    expect(merged!.speed!.merged).toBeGreaterThan(0);
    await closeSound(lab);
  });

  it('the forgetting meter compares the two runs that were chosen', async () => {
    const lab = await open('peft', language, { a: 'norms', b: 'lora' });
    await until('the recording', async () => /\d/.test((await finding(lab)) ?? ''));
    const recorded = await finding(lab);
    await trainAndStop(lab, language);
    const [start] = await commandsOf(lab.page, 'start');
    expect(start!.runs.map(({ spec }) => spec.method.name)).toEqual(['norms', 'lora']);
    await until('another finding', async () => (await finding(lab)) !== recorded);
    const { outside } = await pressWidget(lab);
    expect(outside).toMatchObject({ list: 2, plane: 1, slider: 5, check: 1 });
    await closeSound(lab);
  });

  it('the race trains who was chosen and shows it five ways', async () => {
    const lab = await open('peft-families', language, { contenders: 'bitfit,lora' });
    await trainAndStop(lab, language);
    const [start] = await commandsOf(lab.page, 'start');
    expect(start!.runs.map(({ spec }) => spec.method.name)).toEqual(['bitfit', 'lora']);
    const { outside, tabs } = await pressWidget(lab);
    expect(outside).toMatchObject({ check: 19, slider: 2 });
    expect(tabs).toHaveLength(5);
    expect(tabs.slice(0, 2).map(({ plane }) => plane)).toEqual([1, 1]);
    // The card about a method comes from its name in the table, and goes.
    const card = lab.widget.locator('.race-about');
    await lab.widget.locator('.race-name').last().click();
    await card.locator('.method-note').waitFor();
    await card.getByRole('button').click();
    expect(await card.count()).toBe(0);
    await drawsPlaces(lab, language);
    await closeSound(lab);
  });

  it('soft prompts of the wished length train, and their neighbours are listed', async () => {
    const lab = await open('soft-prompts', language, { kinds: 'prompt,ptuning', virtual: 3 });
    await trainAndStop(lab, language);
    const [start] = await commandsOf(lab.page, 'start');
    expect(start!.runs.map(({ spec }) => spec.method)).toEqual([
      { name: 'prompt', virtualTokens: 3 },
      { name: 'ptuning', virtualTokens: 3 },
    ]);
    await until(
      'three vectors',
      async () => (await lab.widget.locator('.nearest-table tbody tr').count()) === 3,
    );
    const { outside, tabs } = await pressWidget(lab);
    expect(outside).toMatchObject({ check: 4, slider: 6 });
    expect(tabs).toHaveLength(4);
    await drawsPlaces(lab, language);
    expect(total(tabs, 'plane')).toBe(1);
    await closeSound(lab);
  });
});

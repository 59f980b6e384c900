/** @file A training run from the first press to its end, by keyboard, and while another slide is shown. */

import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { slideShown } from './lib/deck.ts';
import {
  button,
  commandsOf,
  eventsOf,
  focusByTab,
  type Lab,
  openLab,
  pointsOf,
  reachesStep,
  startedRun,
  stateIs,
  stepShown,
  until,
  warm,
  words,
} from './lib/lab.ts';
import { passPressGuard } from './lib/press-guard.ts';
import { closeSound, givenStage } from './lib/stage.ts';

/** A run that outlasts the test: a thousand small steps, without evaluation for the first hundred. */
const LONG = { steps: 1000, batch: 1 };

const stage = givenStage();

/** The last step that the worker has reported for the first run of a method; 0 before any. */
async function lastStepOf(page: Page, method: 'full' | 'lora'): Promise<number> {
  const { runId } = await startedRun(page, method);
  return (await pointsOf(page, runId)).at(-1)?.step ?? 0;
}

describe('the LoRA lab, from its recording to the end of a race', () => {
  const t = words('zh');
  let lab: Lab;
  beforeAll(async () => {
    lab = await openLab(stage, { slide: 'lora-idea', query: { steps: 10, batch: 2 } });
  });
  afterAll(() => lab.close());

  it('shows a recording, labelled as one, until Train is pressed', async () => {
    await lab.widget.locator('.source-note .tag').waitFor();
    expect(await lab.widget.locator('.source-note').textContent()).toContain(t.recording);
    expect(await lab.widget.locator('.finding').textContent()).toContain('第 200 步');
  });

  it('answers Train within a second, then draws live points in place of the recording', async () => {
    await warm(lab.page);
    const pressed = performance.now();
    await lab.primary.click();
    await until('the button answers', async () => (await lab.primary.textContent()) === t.preparing, 1000);
    expect(performance.now() - pressed).toBeLessThan(1000);
    await until('the label changes', async () =>
      ((await lab.widget.locator('.source-note').textContent()) ?? '').startsWith(t.live),
    );
    await reachesStep(lab, 1);
    expect(await lab.status.textContent()).toMatch(/第 \d+\/10 步/);
  });

  it('goes to its end, says so, and puts the result in words and numbers', async () => {
    await stateIs(lab, 'done');
    expect(await lab.status.textContent()).toBe(`${t.stateDone} · 第 10/10 步`);
    expect(await lab.primary.textContent()).toBe(t.trainAgain);
    // Words and charts are drawn a moment after the state.
    await until('the finding', async () =>
      /第 10 步：LoRA（[\d,]+ 个参数，[^）]*[\d.]+%）留出题完全匹配率 \d+/.test(
        (await lab.widget.locator('.finding').textContent()) ?? '',
      ),
    );
    const match = lab.widget.getByRole('figure', { name: '留出题完全匹配率' });
    await until('the chart in words', async () =>
      /全量：.*（10 步）；LoRA r=8：.*（10 步）/.test(
        (await match.locator('figcaption').textContent()) ?? '',
      ),
    );
    const evaluated = (await eventsOf(lab.page, 'evaluation')).map(({ point }) => point.step);
    expect(evaluated).toEqual([0, 0, 5, 5, 10, 10]);
  });

  it('trains both in step: neither is ever more than one readout ahead', async () => {
    const { runId: full } = await startedRun(lab.page, 'full');
    const { runId: lora } = await startedRun(lab.page, 'lora');
    const at = { [full]: 0, [lora]: 0 };
    for (const { runId, points } of await eventsOf(lab.page, 'steps')) {
      at[runId] = points.at(-1)!.step;
      const ahead = Math.max(at[full]!, at[lora]!) - Math.min(at[full]!, at[lora]!);
      expect(ahead).toBeLessThanOrEqual(points.length);
    }
    expect(at).toEqual({ [full]: 10, [lora]: 10 });
  });

  it('draws the same losses again with the same seed, bit by bit', async () => {
    await lab.primary.click();
    await until('a second start', async () => (await commandsOf(lab.page, 'start')).length === 2);
    await stateIs(lab, 'preparing', 'running');
    await stateIs(lab, 'done');
    for (const method of ['full', 'lora'] as const) {
      const first = await pointsOf(lab.page, (await startedRun(lab.page, method, 0)).runId);
      const second = await pointsOf(lab.page, (await startedRun(lab.page, method, 1)).runId);
      expect(first).toHaveLength(10);
      // Every bit of loss, accuracy and gradient norm.
      expect(second).toEqual(first);
    }
  });

  it('asks nobody but its own host for anything, and no error escapes', () => {
    const foreign = lab.requests.filter((url) => !url.startsWith(stage.url) && !/^(data|blob):/.test(url));
    expect(foreign).toEqual([]);
    expect(lab.requests.some((url) => url.endsWith('model.safetensors'))).toBe(true);
    expect(lab.faults).toEqual([]);
  });
});

it('the keyboard alone trains, pauses, takes one step, goes on and stops', async () => {
  const t = words('en');
  const lab = await openLab(stage, { slide: 'lora-idea', query: LONG, language: 'en' });
  const { page, primary } = lab;
  await warm(page);
  await focusByTab(lab, primary);
  await page.keyboard.press('Space');
  await reachesStep(lab, 2);
  expect(await primary.textContent()).toBe(t.pause);
  await passPressGuard(page);
  await page.keyboard.press('Enter');
  await stateIs(lab, 'paused');
  expect(await primary.textContent()).toBe(t.resume);
  expect(await lab.status.textContent()).toContain(t.statePaused);
  // The worker reports the pause after the last step; the page draws that step when it gets to it.
  const stood = await lastStepOf(page, 'full');
  await until('the last step is shown', async () => (await stepShown(lab)) === stood);
  expect(await lastStepOf(page, 'lora')).toBe(stood);

  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await until('one step more', async () => (await stepShown(lab)) === stood + 1);
  await stateIs(lab, 'paused');
  for (const method of ['full', 'lora'] as const) {
    const { runId } = await startedRun(page, method);
    expect((await pointsOf(page, runId)).at(-1)?.step).toBe(stood + 1);
  }

  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Space');
  await reachesStep(lab, stood + 3);
  await focusByTab(lab, button(lab, t.stop));
  await page.keyboard.press('Enter');
  await stateIs(lab, 'stopped');
  expect(await lab.status.textContent()).toContain(t.stateStopped);
  // The next key must not turn the page: the focus stays with the controls.
  expect(await page.evaluate(() => document.activeElement?.closest('.train-controls') !== null)).toBe(true);
  expect(await page.evaluate(() => location.hash)).toBe('#lora-idea');
  await closeSound(lab);
});

describe('a run that is left alone', () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await openLab(stage, { slide: 'sft', query: LONG });
    await lab.primary.click();
    await reachesStep(lab, 2);
  });
  afterEach(async () => {
    await closeSound(lab);
  });
  const t = words('zh');

  /** Goes to another slide, waits there for `afterLeaving`, and comes back; returns the step shown before. */
  const away = async (afterLeaving: (step: number) => Promise<void>) => {
    const step = await stepShown(lab);
    await lab.page.keyboard.press('Shift+PageDown');
    await until(
      'another slide',
      async () => !(await lab.page.evaluate(() => location.hash)).startsWith('#sft'),
    );
    await afterLeaving(step);
    await lab.page.keyboard.press('Shift+PageUp');
    await until('back', async () => (await lab.page.evaluate(() => location.hash)) === '#sft');
    return step;
  };

  it('goes on while another slide is shown, or pauses, as chosen, and the page says which', async () => {
    const left = await away((step) =>
      until('steps while away', async () => (await lastStepOf(lab.page, 'full')) > step + 1),
    );
    const note = lab.widget.locator('.absence');
    await note.waitFor();
    const [from, to] = (await note.textContent())!
      .match(/第 (\d+) → (\d+) 步/)!
      .slice(1)
      .map(Number);
    expect(from).toBeGreaterThanOrEqual(left);
    expect(to).toBeGreaterThan(from!);
    await stateIs(lab, 'running');

    await lab.widget.getByRole('radio', { name: t.leavePause }).check();
    await away(() =>
      until('the pause', async () => (await eventsOf(lab.page, 'groupState')).at(-1)?.state === 'paused'),
    );
    await until('a note of the pause', async () => /已暂停/.test((await note.textContent()) ?? ''));
    await stateIs(lab, 'paused');
    const stood = await stepShown(lab);
    await lab.primary.click();
    await reachesStep(lab, stood + 1);
  });

  it('is not disturbed by Train on another slide, which says who is training', async () => {
    await lab.page.evaluate(() => {
      location.hash = '#lora-idea';
    });
    await until('the lab', () => lab.widget.and(lab.page.locator('.lora-lab')).isVisible());
    await lab.primary.click();
    const note = lab.widget.locator('.train-controls .note-warn');
    await note.waitFor();
    expect(await note.textContent()).toMatch(/SFT 现场，第 \d+ 步/);
    expect(await commandsOf(lab.page, 'start')).toHaveLength(1);
    // And the note's own button hands the engine over.
    await note.getByRole('button').click();
    await until('the lab trains', async () => (await commandsOf(lab.page, 'start')).length === 2);
    await reachesStep(lab, 1);
  });

  it('survives a change of language and of theme, curve and all', async () => {
    const { page } = lab;
    const before = await stepShown(lab);
    await page.locator('.deck-bar-language').click();
    await until('English', async () =>
      ((await lab.status.textContent()) ?? '').includes(words('en').stateRunning),
    );
    await page.locator('.deck-bar-tools [popovertarget]').click();
    await page.locator('.deck-menu').getByText('Dark', { exact: true }).click();
    await page.keyboard.press('Escape');
    await page.waitForSelector('html[data-theme="dark"]', { state: 'attached' });
    await reachesStep(lab, before + 2);
    await stateIs(lab, 'running');
    expect(await commandsOf(page, 'start')).toHaveLength(1);
    const { runId } = await startedRun(page, 'full');
    const steps = (await pointsOf(page, runId)).map(({ step }) => step);
    expect(steps).toEqual(steps.map((_, i) => i + 1));
    const curve = lab.widget.getByRole('figure', { name: 'Loss (nats per token)' });
    expect(await curve.locator('figcaption').textContent()).toMatch(/training loss: [\d.]+ → [\d.]+/);
  });

  it('asks before a reload, and goes on when the answer is no', async () => {
    const { page } = lab;
    const before = await stepShown(lab);
    const asking = page.waitForEvent('dialog');
    // Some clickers send F5 from their slideshow button.
    await page.evaluate(() => setTimeout(() => location.reload()));
    const dialog = await asking;
    expect(dialog.type()).toBe('beforeunload');
    await dialog.dismiss();
    await reachesStep(lab, before + 2);
    await stateIs(lab, 'running');
  });

  it('is offered after a reload all the same, by a page that trains anew just as well', async () => {
    await lab.page.reload();
    await slideShown(lab.page);
    await lab.widget.waitFor();
    expect(await lab.primary.textContent()).toBe(t.train);
    expect(await lab.status.textContent()).toBe(t.idle);
    const offer = lab.widget.getByRole('button', { name: t.goOnWithUnfinished, exact: true });
    await offer.waitFor();
    await lab.primary.click();
    await reachesStep(lab, 1);
    expect(await offer.count()).toBe(0);
  });
});

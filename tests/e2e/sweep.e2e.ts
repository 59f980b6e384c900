/** @file The sweep on its slide: from the recording to a small grid of one's own, paused, reloaded, cancelled, cleared. */
import { describe, expect, it } from 'vitest';
import { texts } from '../../src/widgets/sweep/texts.ts';
import { slideShown } from './lib/deck.ts';
import { commandsOf, holdStarts, lossesOf, openLab, until } from './lib/lab.ts';
import { heldBytes } from './lib/memory.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

describe.each(['zh', 'en'] as const)('the sweep in %s', (language) => {
  const t = texts[language];

  it('opens with its recording; a small grid trains, pauses, goes on after a reload to the results of an undisturbed one, and leaves no memory behind', async () => {
    const query = { w: 'sweep', ranks: '1,8', rates: '3e-3', steps: 10, batch: 1 };
    const lab = await openLab(stage, { slide: 'lora-sweep', language, query });
    const { page, widget, status } = lab;
    const button = (name: string) => widget.getByRole('button', { name, exact: true });
    const numbers = () => widget.locator('.cell-grid text[font-weight]').count();

    await until('the recording', async () => (await numbers()) === 25);
    expect(await widget.locator('.finding').textContent()).toContain(t.rateMatters);
    for (const name of [t.validationLoss, t.pretrainingLoss, t.heldOutExactMatch])
      await widget.getByRole('radio', { name }).check();
    await widget.getByRole('radio', { name: t.kept }).check();
    await widget.getByRole('radio', { name: t.shrinks }).check();
    await widget.getByRole('checkbox', { name: '16', exact: true }).check();
    await widget.getByRole('checkbox', { name: '16', exact: true }).uncheck();

    await button(t.start).click();
    await until('two cells to fill', async () => (await widget.locator('.cell-empty').count()) === 2);
    await until(
      'the first cell under way',
      async () => (await widget.locator('.cell-progress').count()) === 1,
    );
    await button(t.pause).click();
    // The next cell waits, so that no machine is too fast.
    await holdStarts(page, true);
    await button(t.resume).click();
    await until('one cell done', async () => (await numbers()) === 1);
    // In the middle of the second.
    await until('the second cell', async () => (await commandsOf(page, 'start')).length === 2);
    await page.reload();
    await slideShown(page);
    await until('what was found again', async () =>
      ((await status.textContent()) ?? '').includes(
        t.reopened.replace('{done}', '1').replace('{count}', '2'),
      ),
    );
    expect(await numbers()).toBe(1);
    await until('an engine', () => page.evaluate(() => 'spiedWorker' in globalThis));
    await button(t.resume).click();
    await until('all cells', async () => (await numbers()) === 2);
    await until('the last word', async () =>
      ((await status.textContent()) ?? '').includes(t.finished.replace('{count}', '2')),
    );
    const before = await heldBytes(page);
    /** The losses of the cell that the reload interrupted, and what the grid shows of both. */
    const results = async () => {
      const shown: string[][] = [];
      for (const name of [t.heldOutExactMatch, t.pretrainingLoss, t.validationLoss]) {
        await widget.getByRole('radio', { name }).check();
        shown.push(await widget.locator('.cell-grid text[font-weight]').allTextContents());
      }
      return { losses: await lossesOf(page), shown };
    };
    const reloaded = await results();
    expect(reloaded.losses.map(({ length }) => length)).toEqual([10]);

    await button(t.again).click();
    await until('a fresh grid', async () => (await numbers()) === 0);
    await until('all cells again', async () => (await numbers()) === 2);
    await until('the last word', async () =>
      ((await status.textContent()) ?? '').includes(t.finished.replace('{count}', '2')),
    );
    // These ran undisturbed.
    expect(await results()).toEqual(reloaded);
    expect(await heldBytes(page)).toBe(before);

    await button(t.again).click();
    await until('a cell under way', async () => (await widget.locator('.cell-progress').count()) === 1);
    await button(t.cancel).click();
    expect(await status.textContent()).toMatch(/0\/2|0 of 2/);
    await until('memory given back', async () => (await heldBytes(page)) === before);
    await button(t.clearToRecording).click();
    await until('the recording again', async () => (await numbers()) === 25);
    await closeSound(lab);
  });
});

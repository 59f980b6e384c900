/** @file The sweep on its slide: from the recording to a small grid of one's own, paused, reloaded, cancelled, cleared. */
import { describe, expect, it } from 'vitest';
import { texts } from '../../src/widgets/sweep/texts.ts';
import { slideShown } from './lib/deck.ts';
import { openLab, until } from './lib/lab.ts';
import { heldBytes } from './lib/memory.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

describe.each(['zh', 'en'] as const)('the sweep in %s', (language) => {
  const t = texts[language];

  it('opens with its recording; a small grid trains, pauses, goes on after a reload, and leaves no memory behind', async () => {
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
    await button(t.resume).click();
    await until('one cell done', async () => (await numbers()) === 1);
    // In the middle of the second.
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

    await button(t.again).click();
    await until('a fresh grid', async () => (await numbers()) === 0);
    await until('all cells again', async () => (await numbers()) === 2);
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

/** @file The three widgets about the nine tasks, with the shipped adapters on a real engine: every control, both languages. */
import { readFile } from 'node:fs/promises';
import { unzipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { shownExamples } from '../../src/recipes/tasks.ts';
import { texts as swapTexts } from '../../src/widgets/hot-swap/texts.ts';
import { texts as nineTexts } from '../../src/widgets/nine-tasks/texts.ts';
import { verdictTexts } from '../../src/widgets/parts/verdict.texts.ts';
import { texts as comparedTexts } from '../../src/widgets/tasks-compared/texts.ts';
import { taskTexts } from '../../src/wording/task-texts.ts';
import { instructionOf, TASK_NAMES } from '../../src/world/index.ts';
import { button, commandsOf, eventsOf, openLab, until } from './lib/lab.ts';
import { closeSound, givenStage } from './lib/stage.ts';

const stage = givenStage();

describe.each(['zh', 'en'] as const)('in %s', (language) => {
  const names = taskTexts[language];

  it('each of the nine adapters goes onto the one base and answers a held-out example', async () => {
    const t = nineTexts[language];
    const lab = await openLab(stage, { slide: 'tasks', language });
    const { page, widget } = lab;
    await widget.locator('.score-table tbody tr').first().waitFor();
    expect(await widget.locator('.score-table tbody tr').count()).toBe(9);
    let right = 0;
    for (const [i, task] of TASK_NAMES.entries()) {
      await widget.getByText(names[task], { exact: true }).first().click();
      const { prompt, response } = shownExamples(language, task)[i % 5]!;
      const words = prompt.slice(instructionOf(language, task).length);
      await button(lab, words).click();
      expect(await widget.getByRole('textbox').inputValue()).toBe(words);
      await button(lab, t.answer).click();
      await until(
        `${task} is answered`,
        async () => (await eventsOf(page, 'generated')).length === 2 * (i + 1),
      );
      const { requestId } = (await commandsOf(page, 'generate')).at(-1)!;
      const said = (await eventsOf(page, 'generated')).find((one) => one.requestId === requestId)!.text;
      if (said === response) right += 1;
      const verdict = verdictTexts[language][said === response ? 'right' : 'wrong'];
      await widget.locator('.verdict').getByText(verdict).waitFor();
    }
    // The table promises at least 85 % for most; on nine examples one or two may be among the others.
    expect(right).toBeGreaterThanOrEqual(7);
    expect(await commandsOf(page, 'loadModel')).toHaveLength(1);
    expect((await commandsOf(page, 'openAdapter')).map(({ spec }) => spec.data.task)).toEqual([
      ...TASK_NAMES,
    ]);
    expect(await widget.locator('samp').count()).toBe(1);
    // Another input than an example's, sent by the keyboard.
    const field = widget.getByRole('textbox');
    await field.fill(language === 'zh' ? '计算2加9' : 'add 2 and 9');
    await field.press('Enter');
    await until('the program is written', async () => (await eventsOf(page, 'generated')).length === 20);
    await widget.locator('samp').getByText('11', { exact: true }).waitFor();
    await closeSound(lab);
  });

  it('three adapters take turns in one conversation, and one goes home as files', async () => {
    const t = swapTexts[language];
    const lab = await openLab(stage, { slide: 'adapters', language });
    const { page, widget } = lab;
    await widget.getByText(t.recordedTurns).waitFor();
    let said = 0;
    const send = async () => {
      await button(lab, t.send).click();
      said += 1;
      await until('an answer', async () => (await eventsOf(page, 'generated')).length === said);
    };
    for (const task of ['translation', 'summary', 'code', 'sentiment', 'dialogue'] as const) {
      await button(lab, names[task]).click();
      await send();
    }
    const turns = widget.locator('.turn');
    expect(await turns.count()).toBe(5);
    const runs = (await commandsOf(page, 'generate')).map(({ runId }) => runId);
    expect(new Set(runs).size).toBe(5);
    const choice = widget.getByRole('combobox', { name: t.with });
    await choice.selectOption('none');
    await send();
    await choice.selectOption('nine');
    await send();
    await choice.selectOption('automatic');
    await send();
    expect(await commandsOf(page, 'openAdapter')).toHaveLength(6);
    expect(await turns.last().textContent()).toContain(t.loaded.replace('{task}', names.dialogue));
    for (const { milliseconds } of await eventsOf(page, 'adapterReady'))
      expect(milliseconds).toBeGreaterThan(0);

    const [download] = await Promise.all([
      page.waitForEvent('download'),
      widget.getByRole('button', { name: t.download.replace('{task}', names.dialogue) }).click(),
    ]);
    expect(download.suggestedFilename()).toBe(`dialogue-${language}.zip`);
    const files = unzipSync(await readFile(await download.path()));
    expect(Object.keys(files).sort()).toEqual(['adapter_config.json', 'adapter_model.safetensors']);
    expect(files['adapter_model.safetensors']!.byteLength).toBeGreaterThan(10_000);
    await button(lab, t.clear).click();
    await widget.getByText(t.recordedTurns).waitFor();
    await closeSound(lab);
  });

  it('each row of the comparison shows one of its training examples', async () => {
    const t = comparedTexts[language];
    const lab = await openLab(stage, { slide: 'difference', language });
    const { widget } = lab;
    const seen = new Set<string>();
    for (const task of TASK_NAMES) {
      await button(lab, t.show.replace('{task}', names[task])).click();
      const list = widget.getByRole('list', { name: t.chosen.replace('{task}', names[task]) });
      await list.waitFor();
      seen.add((await list.textContent()) ?? '');
    }
    expect(seen.size).toBe(9);
    await closeSound(lab);
  });
});

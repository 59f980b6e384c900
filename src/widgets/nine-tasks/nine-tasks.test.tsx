// @vitest-environment jsdom
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { FAKE_FACTS } from '../../client/testing/fake-worker.ts';
import { setLanguage } from '../../page/language.ts';
import { shownExamples } from '../../recipes/tasks.ts';
import { messageTexts } from '../../wording/messages.ts';
import { adapterTexts, taskTexts } from '../../wording/task-texts.ts';
import { instructionOf } from '../../world/index.ts';
import { verdictTexts } from '../parts/verdict.texts.ts';
import { openWidget, type Page, pass } from '../testing.tsx';
import NineTasks from './index.tsx';
import { fakeTaskAssets } from './testing.ts';
import { texts } from './texts.ts';

afterEach(cleanup);

/** The worker opens the adapter that was asked for and answers both questions. */
async function answer(page: Page, base: string, adapter: string) {
  const { runId } = page.worker().last('openAdapter');
  act(() => {
    page.worker().say({ type: 'runFacts', runId, facts: FAKE_FACTS });
    page.worker().say({ type: 'adapterReady', runId, milliseconds: 2.5 });
  });
  await pass();
  await say(page, runId, base, adapter);
}

async function say(page: Page, runId: string, base: string, adapter: string) {
  const asked = page
    .worker()
    .commands.flatMap((one) => (one.type === 'generate' ? [one] : []))
    .slice(-2);
  expect(asked.map((one) => one.runId)).toEqual([null, runId]);
  act(() => {
    for (const { requestId, runId: who } of asked)
      page
        .worker()
        .say({ type: 'generated', requestId, text: who === null ? base : adapter, end: 'endToken' });
  });
  await pass();
}

describe.each(['zh', 'en'] as const)('nine tasks in %s', (language) => {
  const t = texts[language];
  const names = taskTexts[language];
  const open = async () => {
    const page = await openWidget(NineTasks, { assets: fakeTaskAssets(language) });
    act(() => setLanguage(language));
    await pass();
    return page;
  };

  it('shows the recorded table, the recorded answers and their verdict', async () => {
    await open();
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows).toHaveLength(9);
    expect(
      within(rows[0]!)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    ).toEqual(['1%', '97%', '88%', '12%', names.accuracy]);
    expect(rows[0]!.getAttribute('aria-current')).toBe('true');
    expect(screen.getByText('base classification')).toBeTruthy();
    expect(screen.getByText(verdictTexts[language].right)).toBeTruthy();
    expect(screen.getByText(/97%/, { selector: '.finding' }).textContent).toContain(names.classification);
  });

  it('puts the adapter of the chosen task on, asks both, and judges by the world', async () => {
    const page = await open();
    await page.user.click(screen.getByRole('radio', { name: names.translation }));
    const [first, second] = shownExamples(language, 'translation');
    const instruction = instructionOf(language, 'translation');
    await page.user.click(screen.getByRole('button', { name: second!.prompt.slice(instruction.length) }));
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    const opening = page.worker().last('openAdapter');
    expect(opening.spec.data.task).toBe('translation');
    expect(opening.files.map(({ name }) => name)).toEqual([
      'adapter_config.json',
      'adapter_model.safetensors',
    ]);
    expect(new TextDecoder().decode(opening.files[1]!.bytes)).toBe('weights of translation');
    await answer(page, 'more questions', second!.response);
    expect(page.worker().last('generate')).toMatchObject({ prompt: second!.prompt, form: 'chat' });
    expect(screen.getByText('more questions')).toBeTruthy();
    expect(screen.getByText(verdictTexts[language].right)).toBeTruthy();
    expect(screen.getByText(t.answeredHere)).toBeTruthy();

    // The same adapter again is not opened again; a wrong answer is marked as wrong.
    await page.user.click(screen.getByRole('button', { name: first!.prompt.slice(instruction.length) }));
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    expect(page.worker().count('openAdapter')).toBe(1);
    await say(page, opening.runId, 'x', 'y');
    expect(screen.getByText(verdictTexts[language].wrong)).toBeTruthy();
    expect(screen.getByText(new RegExp(first!.response.replace('.', '\\.')))).toBeTruthy();
  });

  it('runs the program that the code adapter writes', async () => {
    const page = await open();
    await page.user.click(screen.getByRole('radio', { name: names.code }));
    const field = screen.getByRole('textbox');
    await page.user.clear(field);
    await page.user.type(field, language === 'zh' ? '计算4加5' : 'add 4 and 5');
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    await answer(page, '', 'print(5+4)');
    expect(screen.getByText('9', { selector: 'samp' })).toBeTruthy();
    expect(screen.getByText(verdictTexts[language].right)).toBeTruthy();
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    await say(page, page.worker().last('openAdapter').runId, '', 'print(');
    expect(screen.getByText(verdictTexts[language].syntax.replace('{line}', '1'))).toBeTruthy();
  });

  it('says in one sentence that an input is empty, a file is missing or broken', async () => {
    const page = await open();
    const field = screen.getByRole('textbox');
    await page.user.clear(field);
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    expect(screen.getByRole('alert').textContent).toBe(messageTexts[language].promptEmpty);
    await page.user.type(field, 'x');
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    const { runId } = page.worker().last('openAdapter');
    act(() =>
      page.worker().say({ type: 'error', code: 'adapterBroken', about: runId, detail: 'r is 16, not 8' }),
    );
    await pass();
    expect(screen.getByRole('alert').textContent).toBe(messageTexts[language].adapterBroken);
    expect(page.worker().count('generate')).toBe(0);

    globalThis.__LESSON7_ASSETS__ = {};
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    expect(screen.getByRole('alert').textContent).toBe(adapterTexts[language].missing);
  });

  it('leaves the verdict to the reader where the world knows no answer', async () => {
    const page = await open();
    await page.user.click(screen.getByRole('radio', { name: names.qa }));
    const field = screen.getByRole('textbox');
    await page.user.clear(field);
    await page.user.type(field, '?');
    await page.user.click(screen.getByRole('button', { name: t.answer }));
    await pass();
    await answer(page, 'a', 'b');
    expect(screen.getByText(verdictTexts[language].noTruth)).toBeTruthy();
  });
});

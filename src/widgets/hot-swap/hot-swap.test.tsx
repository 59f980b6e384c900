// @vitest-environment jsdom

import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { shownExamples } from '../../recipes/tasks.ts';
import { messageTexts } from '../../wording/messages.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import { createWorld, TASK_NAMES, taskExamples } from '../../world/index.ts';
import { fakeTaskAssets } from '../nine-tasks/testing.ts';
import { partTexts } from '../parts/texts.ts';
import { openWidget, type Page, pass } from '../testing.tsx';
import { taskOf } from './choose.ts';
import HotSwap from './index.tsx';
import { texts } from './texts.ts';

afterEach(cleanup);

async function ready(page: Page, milliseconds: number) {
  const { runId } = page.worker().last('openAdapter');
  act(() => page.worker().say({ type: 'adapterReady', runId, milliseconds }));
  await pass();
  return runId;
}

async function say(page: Page, text: string) {
  const { requestId } = page.worker().last('generate');
  act(() => page.worker().say({ type: 'generated', requestId, text, end: 'endToken' }));
  await pass();
}

describe('the automatic choice', () => {
  it.each(['zh', 'en'] as const)(
    '%s: is right for every example of every task but for questions in dialogue',
    (language) => {
      const world = createWorld(language);
      for (const task of TASK_NAMES) {
        for (const { prompt, id } of taskExamples(world, task)) {
          // Questions about strangers look like questions; the dialogue data answers them with "I do not know".
          expect(taskOf(language, prompt), prompt).toBe(id.startsWith('unknown-') ? 'qa' : task);
        }
      }
    },
  );
});

describe.each(['zh', 'en'] as const)('hot swap in %s', (language) => {
  const t = texts[language];
  const names = taskTexts[language];
  const fill = (text: string, holes: Record<string, string>) =>
    Object.entries(holes).reduce((filled, [hole, value]) => filled.replace(`{${hole}}`, value), text);
  const open = async () => {
    const page = await openWidget(HotSwap, { assets: fakeTaskAssets(language) });
    act(() => setLanguage(language));
    await pass();
    return page;
  };
  const turns = () => within(screen.getByRole('list', { name: t.conversation })).getAllByRole('listitem');

  it('shows three recorded turns and the sizes from the recording', async () => {
    await open();
    expect(turns()).toHaveLength(4);
    expect(turns()[0]!.textContent).toBe(t.recordedTurns);
    expect(turns()[1]!.textContent).toContain(shownExamples(language, 'translation')[1]!.response);
    const cells = screen.getAllByRole('cell').map((cell) => cell.textContent);
    expect(cells).toEqual(['54 kB', '1 MB', '1.5 MB', '9.2 MB']);
    expect(screen.getByText(fill(t.ratio, { share: '5.3%', nine: '16%' }))).toBeTruthy();
  });

  it('takes the adapter that each turn asks for, and says what the swap took', async () => {
    const page = await open();
    const send = async (task: 'summary' | 'code') => {
      await page.user.click(screen.getByRole('button', { name: names[task] }));
      await page.user.click(screen.getByRole('button', { name: t.send }));
      await pass();
    };
    await send('summary');
    expect(page.worker().last('openAdapter').spec.data.task).toBe('summary');
    const first = await ready(page, 3.2);
    expect(page.worker().last('generate').runId).toBe(first);
    await say(page, 'one');
    await send('code');
    const second = await ready(page, 4.1);
    expect(page.worker().last('generate').runId).toBe(second);
    await say(page, 'print("x")');
    await send('summary');
    expect(page.worker().count('openAdapter')).toBe(2);
    expect(page.worker().last('generate').runId).toBe(first);
    await say(page, 'three');
    const words = turns().map((turn) => turn.textContent);
    expect(words).toHaveLength(3);
    expect(words[0]).toContain(fill(t.swapped, { task: names.summary, time: '3.2 ms' }));
    expect(words[1]).toContain(fill(t.swapped, { task: names.code, time: '4.1 ms' }));
    expect(words[2]).toContain(fill(t.loaded, { task: names.summary }));
    const loaded = page.worker().commands.filter((one) => one.type === 'loadModel');
    expect(loaded.filter(({ model }) => model === modelFor(language))).toHaveLength(1);

    await page.user.click(screen.getByRole('button', { name: t.clear }));
    expect(turns()[0]!.textContent).toBe(t.recordedTurns);
  });

  it('lets the reader choose: the base alone, or an adapter that does not fit', async () => {
    const page = await open();
    const choice = screen.getByRole('combobox', { name: t.with });
    await page.user.selectOptions(choice, 'none');
    await page.user.click(screen.getByRole('button', { name: t.send }));
    await pass();
    expect(page.worker().last('generate').runId).toBeNull();
    await say(page, '');
    expect(turns()[0]!.textContent).toContain(t.bare);
    expect(turns()[0]!.textContent).toContain(partTexts[language].emptyAnswer);
    await page.user.selectOptions(choice, 'nine');
    await page.user.click(screen.getByRole('button', { name: t.send }));
    await pass();
    expect(page.worker().last('openAdapter').spec.data.task).toBe('nine');
  });

  it('refuses an empty message, and says when an adapter does not load', async () => {
    const page = await open();
    const field = screen.getByRole('textbox', { name: t.prompt });
    await page.user.clear(field);
    await page.user.click(screen.getByRole('button', { name: t.send }));
    expect(screen.getByRole('alert').textContent).toBe(messageTexts[language].promptEmpty);
    await page.user.type(field, 'a');
    await page.user.click(screen.getByRole('button', { name: t.send }));
    await pass();
    const { runId } = page.worker().last('openAdapter');
    act(() => page.worker().say({ type: 'error', code: 'adapterBroken', about: runId, detail: '' }));
    await pass();
    expect(turns()[0]!.textContent).toContain(messageTexts[language].adapterBroken);
  });

  it('hands out the files of the adapter as PEFT names them', async () => {
    const page = await open();
    const names: string[] = [];
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      names.push(this.download);
    });
    vi.stubGlobal('URL', Object.assign(URL, { createObjectURL: () => 'blob:x', revokeObjectURL: () => {} }));
    await page.user.click(
      screen.getByRole('button', { name: fill(t.download, { task: taskTexts[language].translation }) }),
    );
    await pass();
    await vi.waitFor(() => expect(names).toEqual([`translation-${language}.zip`]));
    await pass();
    expect(screen.getByText(fill(t.downloaded, { files: names.join(', ') }))).toBeTruthy();
    vi.restoreAllMocks();
  });
});

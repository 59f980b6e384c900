// @vitest-environment jsdom
import { readFileSync } from 'node:fs';
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import { forgetTokenizers } from '../../page/tokenizers.ts';
import { modelFor } from '../../recipes/defaults.ts';
import { taskTexts } from '../../wording/task-texts.ts';
import { TASK_NAMES } from '../../world/index.ts';
import { fakeTaskAssets } from '../nine-tasks/testing.ts';
import { openWidget, pass } from '../testing.tsx';
import TasksCompared from './index.tsx';
import { texts } from './texts.ts';

afterEach(() => {
  cleanup();
  forgetTokenizers();
});

describe.each(['zh', 'en'] as const)('the nine compared in %s', (language) => {
  const t = texts[language];
  const names = taskTexts[language];
  const folder = `models/${modelFor(language)}`;
  const file = (name: string) => readFileSync(`public/${folder}/${name}`, 'utf8');
  const open = async (assets: Record<string, string>) => {
    const page = await openWidget(TasksCompared, { assets });
    act(() => setLanguage(language));
    await pass();
    return page;
  };
  const assets = () => ({
    ...fakeTaskAssets(language),
    [`${folder}/tokenizer.json`]: file('tokenizer.json'),
    [`${folder}/config.json`]: file('config.json'),
  });

  it('has a row for each task; data and format differ, the network does not', async () => {
    await open(assets());
    const rows = screen.getAllByRole('row').slice(1);
    expect(rows).toHaveLength(9);
    const cells = rows.map((row) =>
      within(row)
        .getAllByRole('cell')
        .map((cell) => cell.textContent),
    );
    const column = (i: number) => new Set(cells.map((row) => row[i]));
    expect(column(2)).toEqual(new Set([t.networkCell.replace('{layers}', '4')]));
    expect(column(0).size).toBeGreaterThanOrEqual(8);
    expect(column(1).size).toBeGreaterThanOrEqual(5);
    expect(cells[0]!.at(-1)).toBe('97%');
    expect(screen.getByText(/510,816/)).toBeTruthy();
  });

  it('shows a training example of each row as tokens, its response underlined', async () => {
    const page = await open(assets());
    for (const task of TASK_NAMES) {
      await page.user.click(screen.getByRole('button', { name: t.show.replace('{task}', names[task]) }));
      const list = screen.getByRole('list', { name: t.chosen.replace('{task}', names[task]) });
      const tokens = within(list).getAllByRole('listitem');
      expect(tokens.length).toBeGreaterThan(4);
      const trained = tokens.map((token) => token.className.includes('is-trained'));
      expect(trained.lastIndexOf(false)).toBeLessThan(trained.indexOf(true));
    }
  });

  it('says so where nothing was recorded', async () => {
    await open({});
    expect(screen.getByText(t.noTable)).toBeTruthy();
  });
});

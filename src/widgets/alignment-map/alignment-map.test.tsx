// @vitest-environment jsdom
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import { openWidget } from '../testing.tsx';
import AlignmentMap from './index.tsx';
import { texts } from './texts.ts';

afterEach(cleanup);

it.each(['zh', 'en'] as const)('shows four stages in order, SFT as where we are (%s)', async (language) => {
  await openWidget(AlignmentMap);
  act(() => setLanguage(language));
  const t = texts[language];
  const stages = screen.getAllByRole('listitem');
  expect(stages.map((stage) => within(stage).getByRole('heading').textContent)).toEqual([
    t.pretraining,
    t.sft,
    t.preference,
    t.alignment,
  ]);
  const now = stages.filter((stage) => stage.getAttribute('aria-current') === 'step');
  expect(now.map((stage) => stage.dataset.state)).toEqual(['now']);
  expect(within(now[0]!).getByText(t.sftMissing)).toBeTruthy();
});

it('says in words what is covered and what comes later', async () => {
  await openWidget(AlignmentMap);
  const said = screen.getAllByRole('listitem').map((stage) => stage.querySelector('.tag')?.textContent);
  const { done, now, later } = texts.zh;
  expect(said).toEqual([done, now, later, later]);
});

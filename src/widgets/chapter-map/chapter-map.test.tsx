// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { openWidget } from '../testing.tsx';
import ChapterMap from './index.tsx';
import { SECTIONS } from './sections.ts';
import { texts } from './texts.ts';

afterEach(cleanup);

it('asks the question of each leg and leads to its slides', async () => {
  await openWidget(ChapterMap);
  const legs = within(screen.getByRole('list', { name: texts.zh.name }))
    .getAllByRole('listitem')
    .filter((item) => item.classList.contains('station'));
  expect(legs).toHaveLength(SECTIONS.length);
  for (const [i, { id, slides }] of SECTIONS.entries()) {
    const leg = within(legs[i]!);
    expect(leg.getByRole('heading').textContent).toBe(texts.zh[id]);
    expect(leg.getByText(texts.zh[`${id}Question`])).toBeTruthy();
    expect(leg.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(
      slides.map((slide) => `#${slide}`),
    );
  }
});

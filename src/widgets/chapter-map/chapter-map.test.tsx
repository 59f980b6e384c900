// @vitest-environment jsdom
import { cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { openWidget } from '../testing.tsx';
import ChapterMap from './index.tsx';
import { SECTIONS } from './sections.ts';
import { texts } from './texts.ts';

afterEach(cleanup);

it('asks the question of each section and leads to its slides', async () => {
  await openWidget(ChapterMap);
  const sections = within(screen.getByRole('list', { name: texts.zh.name }))
    .getAllByRole('listitem')
    .filter((item) => item.classList.contains('sequence-item'));
  expect(sections).toHaveLength(SECTIONS.length);
  for (const [i, { id, slides }] of SECTIONS.entries()) {
    const section = within(sections[i]!);
    expect(section.getByRole('heading').textContent).toBe(texts.zh[id]);
    expect(section.getByText(texts.zh[`${id}Question`])).toBeTruthy();
    expect(section.getAllByRole('link').map((link) => link.getAttribute('href'))).toEqual(
      slides.map((slide) => `#${slide}`),
    );
  }
});

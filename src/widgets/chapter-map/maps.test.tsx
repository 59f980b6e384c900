// @vitest-environment jsdom
import { readdirSync, readFileSync } from 'node:fs';
import { act, cleanup, screen, within } from '@testing-library/react';
import { afterEach, expect, it } from 'vitest';
import { setLanguage } from '../../page/language.ts';
import AlignmentMap from '../alignment-map/index.tsx';
import { openWidget } from '../testing.tsx';
import ChapterMap from './index.tsx';
import { SECTIONS } from './sections.ts';
import { texts } from './texts.ts';

afterEach(cleanup);

it('links to every slide of the lesson but the first two, in order', () => {
  const ids = readdirSync('slides/zh')
    .filter((file) => file.endsWith('.mdx'))
    .sort()
    .flatMap((file) => [...readFileSync(`slides/zh/${file}`, 'utf8').matchAll(/<Slide id="([^"]+)"/g)])
    .map((match) => match[1]!);
  expect(SECTIONS.flatMap(({ slides }) => slides)).toEqual(
    ids.filter((id) => id !== 'title' && id !== 'agenda'),
  );
});

it('draws the list as a list of links, in either language', async () => {
  await openWidget(ChapterMap);
  const list = screen.getByRole('list', { name: texts.zh.name });
  expect(within(list).getAllByRole('heading')).toHaveLength(SECTIONS.length);
  expect(within(list).getByText('sft').getAttribute('href')).toBe('#sft');
  act(() => setLanguage('en'));
  expect(screen.getByText(texts.en.why)).toBeTruthy();
});

it('marks where the lesson stands', async () => {
  await openWidget(AlignmentMap);
  const now = screen.getAllByRole('listitem').filter((item) => item.getAttribute('aria-current') === 'step');
  expect(now.map((item) => within(item).getByRole('heading').textContent)).toEqual(['SFT']);
});

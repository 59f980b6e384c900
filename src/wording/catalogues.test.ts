/** @file Every catalogue of charts, runs and widgets, found by its file: none may be forgotten. */
import { expect, it } from 'vitest';
import type { Catalogue } from '../page/language.ts';
import { catalogueFaults } from '../page/testing/catalogues.ts';

const files = import.meta.glob<Record<string, unknown>>(
  [
    './differences.ts',
    './messages.ts',
    './storage-texts.ts',
    './method-texts.ts',
    './method-notes.ts',
    './field-texts.ts',
    './task-texts.ts',
    '../charts/texts.ts',
    '../widgets/*/texts.ts',
    '../widgets/parts/names.ts',
    '../widgets/*/*.texts.ts',
  ],
  { eager: true },
);

const isCatalogue = (value: unknown): value is Catalogue<string> =>
  typeof value === 'object' && value !== null && 'zh' in value && 'en' in value;

const catalogues = Object.entries(files).flatMap(([path, exports]) =>
  Object.entries(exports).flatMap(([name, value]) =>
    isCatalogue(value) ? [{ where: `${path} ${name}`, texts: value }] : [],
  ),
);

it('finds the catalogues', () => {
  expect(catalogues.length).toBeGreaterThanOrEqual(7);
});

it.each(catalogues)('$where is complete and has the same holes in both languages', ({ texts }) => {
  expect(catalogueFaults(texts)).toEqual([]);
});

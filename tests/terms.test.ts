/** @file Slides, glossary and catalogues use the terms of the table. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { glossary } from '../src/deck/glossary.ts';
import { QUESTIONS } from '../src/widgets/closing-quiz/questions.ts';
import { termRules } from './terms.ts';

const LANGUAGES = ['zh', 'en'] as const;
type Spoken = (typeof LANGUAGES)[number];

interface Passage {
  where: string;
  text: string;
}

const modules = import.meta.glob<Record<string, unknown>>(
  [
    '../src/wording/*-texts.ts',
    '../src/wording/method-notes.ts',
    '../src/wording/messages.ts',
    '../src/wording/differences.ts',
    '../src/*/texts.ts',
    '../src/*/*/texts.ts',
    '../src/widgets/parts/names.ts',
    '../src/widgets/*/*.texts.ts',
  ],
  { eager: true },
);

/** Every text of a language inside a value, whatever it is nested in. */
function textsIn(value: unknown, language: Spoken, where: string, inLanguage = false): Passage[] {
  // Names of holes are code.
  if (typeof value === 'string') return inLanguage ? [{ where, text: value.replace(/\{\w+\}/g, '') }] : [];
  if (typeof value !== 'object' || value === null || value instanceof RegExp) return [];
  return Object.entries(value).flatMap(([key, inner]) => {
    if ((LANGUAGES as readonly string[]).includes(key))
      return key === language ? textsIn(inner, language, where, true) : [];
    return textsIn(inner, language, `${where}.${key}`, inLanguage);
  });
}

function catalogued(language: Spoken): Passage[] {
  return [
    ...Object.entries(modules).flatMap(([path, exports]) => textsIn(exports, language, path)),
    ...textsIn(glossary, language, 'glossary'),
    ...textsIn(QUESTIONS, language, 'closing-quiz'),
  ];
}

/** What a slide says: no names of elements, no ids, no formulas. */
function onSlides(language: Spoken): Passage[] {
  return readdirSync(join('slides', language)).flatMap((file) =>
    readFileSync(join('slides', language, file), 'utf8')
      .replace(/<(\w+)([^>]*)>/g, (_tag, _name, attributes: string) =>
        [...attributes.matchAll(/(?:title|question|label|axis|along)="([^"]*)"/g)]
          .map(([, words]) => words)
          .join('\n'),
      )
      .split('\n')
      .map((text, line) => ({ where: `${language}/${file}:${line + 1}`, text })),
  );
}

it('reads catalogues of every kind', () => {
  const places = new Set(catalogued('zh').map(({ where }) => where.split('.ts')[0]));
  for (const place of ['sft-live/texts', 'wording/method-notes', 'lab/texts', 'charts/texts'])
    expect(
      [...places].some((found) => found?.endsWith(place)),
      place,
    ).toBe(true);
});

describe.each(LANGUAGES)('in %s', (language) => {
  const passages = [...catalogued(language), ...onSlides(language)];
  const rules = termRules.flatMap(({ term, never }) => {
    const variants = never[language];
    return variants ? [{ term: term[language], variants }] : [];
  });
  it.each(rules)('$term', ({ variants }) => {
    expect(
      passages.filter(({ text }) => variants.test(text)).map(({ where, text }) => `${where} ${text}`),
    ).toEqual([]);
  });
});

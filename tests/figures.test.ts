/** @file No figure on a slide, in its notes or its handout is without a source. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { quotations, settings } from './figures.ts';

const CHAPTERS = readdirSync('slides/en').map((file) => file.replace('.mdx', ''));
const read = (language: string, chapter: string) =>
  readFileSync(join('slides', language, `${chapter}.mdx`), 'utf8');

/** Figures of more than one digit outside formulas, as the table writes them. */
function typedFigures(source: string): string[] {
  const words = source
    .replace(/<[A-Z]\w*([^>]*)>/g, (_tag, attributes: string) =>
      [...attributes.matchAll(/(?:title|question|label|value)="([^"]*)"/g)]
        .map(([, text]) => ` ${text} `)
        .join(''),
    )
    .replace(/\$\$[\s\S]*?\$\$|\$[^$\n]*\$/g, ' ')
    .replace(/(\d+(?:\.\d+)?)\s*万/g, (_, n) => `${Number((n * 10).toFixed(3))}k `)
    .replace(/(\d+)\s*千/g, '$1k ')
    .replace(/(\d+) thousand/g, '$1k');
  return [...words.matchAll(/\d[\d,.]*(?<![.,])(?:e-\d|k\b)?(?:\s?%|\s[GTM]B\b|[BM]\b)?/g)]
    .map(([figure]) => figure)
    .filter((figure) => !/^\dk?$/.test(figure));
}

it('reads figures as the table writes them', () => {
  expect(typedFigures('5.2 万对，43% 的，350 GB，3e-3，1,000 条，$r=64$，7B，3 份')).toEqual([
    '52k',
    '43%',
    '350 GB',
    '3e-3',
    '1,000',
    '7B',
  ]);
});

describe.each(['zh', 'en'])('in %s', (language) => {
  it.each(CHAPTERS)('%s has no figure without a source', (chapter) => {
    const quoted = quotations.filter((one) => one.chapter === chapter).flatMap(({ figures }) => figures);
    const known = new Set([...quoted, ...settings[chapter]!]);
    const typed = typedFigures(read(language, chapter));
    expect(typed.filter((figure) => !known.has(figure))).toEqual([]);
    // And none is left in the table that no slide uses.
    expect([...known].filter((figure) => !typed.includes(figure))).toEqual([]);
  });
  it.each(quotations)('$source is named in $chapter', ({ chapter, source }) => {
    const text = read(language, chapter);
    expect(text.includes(`<Cite id="${source}"`) || /(table|表) 8/.test(text)).toBe(true);
  });
});

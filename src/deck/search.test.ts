/** @file Search in two languages. */
import { describe, expect, it } from 'vitest';
import type { SearchEntry } from './lesson.ts';
import { findEntries, withinOneEdit } from './search.ts';

function slide(id: string, language: 'zh' | 'en', title: string, text: string): SearchEntry {
  return { kind: 'slide', id, language, title, text, slide: id };
}

const entries: SearchEntry[] = [
  slide('sft', 'zh', '监督微调', '损失只算在回答上。'),
  slide('sft', 'en', 'Supervised fine-tuning', 'Loss on the answer.'),
  slide('quality', 'en', 'Data', 'Supervised data of good quality.'),
  slide('lora', 'en', 'LoRA', 'A small increment.'),
  slide('lora', 'zh', 'LoRA', '一个小的增量。'),
  { kind: 'term', id: 'nf4', language: 'en', title: 'NF4 · NF4（4 位）', text: 'Four bits.', slide: 'lora' },
];

const found = (query: string, language: 'zh' | 'en' = 'en') =>
  findEntries(entries, query, language).map(({ entry }) => `${entry.language} ${entry.id}`);

describe('search', () => {
  it('finds Chinese inside words, and marks what it found', () => {
    expect(findEntries(entries, '回答', 'en')).toMatchObject([{ entry: { id: 'sft' }, match: '回答' }]);
  });
  it('folds case and full-width letters', () => {
    expect(found('ＬｏＲＡ')).toEqual(['en lora']);
  });
  it('finds an entry once, in the language of the reader where it can', () => {
    expect(found('lora', 'zh')).toEqual(['zh lora']);
    expect(found('lora', 'en')).toEqual(['en lora']);
    expect(found('supervised', 'zh')).toEqual(['en sft', 'en quality']);
  });
  it('puts titles before text, and the term itself before where it is used', () => {
    expect(found('supervised')).toEqual(['en sft', 'en quality']);
    expect(found('4')).toEqual(['en nf4']);
  });
  it('wants every word', () => {
    expect(found('loss answer')).toEqual(['en sft']);
    expect(found('loss increment')).toEqual([]);
  });
  it('forgives one typo where the word itself is nowhere', () => {
    expect(found('loara')).toEqual(['en lora']);
    expect(found('supervisde')).toEqual(['en sft', 'en quality']);
    expect(found('lauras')).toEqual([]);
    expect(found('nf5')).toEqual([]);
  });
  it('finds nothing for nothing', () => {
    expect(found('   ')).toEqual([]);
    expect(found('$&(')).toEqual([]);
  });
});

describe('one edit', () => {
  it.each([
    ['lora', 'lora', true],
    ['loara', 'lora', true],
    ['lra', 'lora', true],
    ['lore', 'lora', true],
    ['olra', 'lora', true],
    ['lorab', 'lora', true],
    ['olar', 'lora', false],
    ['loabra', 'lora', false],
    ['lo', 'lora', false],
    ['xorb', 'lora', false],
  ])('%s and %s: %s', (a, b, close) => {
    expect(withinOneEdit(a, b)).toBe(close);
    expect(withinOneEdit(b, a)).toBe(close);
  });
});

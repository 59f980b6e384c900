/** @file Search in two languages. */
import { describe, expect, it } from 'vitest';
import type { SearchEntry } from './lesson.ts';
import { findSlides } from './search.ts';

const entries: SearchEntry[] = [
  { id: 'sft', language: 'zh', title: '监督微调', text: '损失只算在回答上。', notes: '先画曲线。' },
  {
    id: 'sft',
    language: 'en',
    title: 'Supervised fine-tuning',
    text: 'Loss on the answer.',
    notes: 'Draw first.',
  },
  { id: 'lora', language: 'en', title: 'LoRA', text: 'A small increment.', notes: 'Supervised by nobody.' },
];

describe('search', () => {
  it('finds Chinese inside words', () => {
    expect(findSlides(entries, '回答')).toMatchObject([{ id: 'sft', language: 'zh', match: '回答' }]);
  });
  it('folds case and full-width letters', () => {
    expect(findSlides(entries, 'ＬｏＲＡ').map(({ id }) => id)).toEqual(['lora']);
  });
  it('puts titles before notes and says when it was the notes', () => {
    expect(findSlides(entries, 'supervised').map(({ id, inNotes }) => [id, inNotes])).toEqual([
      ['sft', false],
      ['lora', true],
    ]);
  });
  it('wants every word', () => {
    expect(findSlides(entries, 'loss answer')).toHaveLength(1);
    expect(findSlides(entries, 'loss increment')).toEqual([]);
  });
  it('finds a slide by its id, and nothing for nothing', () => {
    expect(findSlides(entries, 'lora')).toHaveLength(1);
    expect(findSlides(entries, '   ')).toEqual([]);
    expect(findSlides(entries, '$&(')).toEqual([]);
  });
});

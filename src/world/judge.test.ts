/** @file The measures of the nine tasks: the reference scores 1, near misses score what they should. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld, type Language, TASK_NAMES, taskExamples } from './index.ts';
import { fieldsOf, judge } from './judge.ts';
import { readerOf } from './read-back.ts';

const LANGUAGES: Language[] = ['zh', 'en'];

describe.each(LANGUAGES)('judging in %s', (language) => {
  const world = createWorld(language);
  const examples = TASK_NAMES.flatMap((task) => taskExamples(world, task));

  it('gives every reference the full score, with spaces at its ends too', () => {
    for (const example of examples) {
      const judged = judge(language, example, ` ${example.response} `);
      expect(judged, example.id).toMatchObject({ score: 1, exact: true });
      if (example.task === 'summary') expect(judged.coverage).toBe(1);
    }
  });

  it('gives nothing for nothing', () => {
    for (const example of examples) expect(judge(language, example, '').score, example.id).toBe(0);
  });

  it('keeps scores between 0 and 1 for any answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...examples),
        fc.constantFrom(...examples),
        fc.string(),
        (example, other, noise) => {
          for (const answer of [other.response, noise, other.response + noise]) {
            const { score, coverage = 0 } = judge(language, example, answer);
            expect(score).toBeGreaterThanOrEqual(0);
            expect(score).toBeLessThanOrEqual(1);
            expect(coverage).toBeLessThanOrEqual(1);
          }
        },
      ),
      { seed: 7 },
    );
  });
});

describe('near misses', () => {
  const extraction = { task: 'extraction', response: '天气：雨天。人物：王明。地点：公园。' } as const;
  it.each([
    ['two of three fields', '天气：雨天。人物：王明。地点：学校。', 2 / 3],
    ['another order', '地点：公园。天气：雨天。人物：王明。', 1],
    ['one field only', '天气：雨天。', 2 / 4],
    ['a field said twice', '天气：雨天。天气：雨天。人物：王明。地点：公园。', 6 / 7],
    ['a value under the wrong name', '天气：王明。人物：雨天。地点：公园。', 1 / 3],
    ['no fields at all', '雨天，王明，公园。', 0],
  ])('extraction: %s', (_, answer, score) => {
    expect(judge('zh', extraction, answer).score).toBeCloseTo(score);
  });

  it('reads English fields too', () => {
    expect(fieldsOf('en', 'Weather: rainy.  Person: Tom. Place: park')).toEqual([
      'Weather:rainy',
      'Person:Tom',
      'Place:park',
    ]);
  });

  it('summary: facts are counted, the score wants the very sentence', () => {
    const summary = { task: 'summary', response: 'Tom went to the park on a rainy day to sing.' } as const;
    const judged = judge('en', summary, 'Tom went to the shop on a rainy day to sing.');
    expect(judged).toMatchObject({ score: 0, exact: false, coverage: 3 / 4 });
  });

  it('code: another program that prints the same is right, one that does not run is wrong', () => {
    const code = { task: 'code', response: 'print(3+4)' } as const;
    expect(judge('zh', code, 'print(4+3)')).toMatchObject({
      score: 1,
      exact: false,
      output: { lines: ['7'] },
    });
    expect(judge('zh', code, 'x = 7\nprint(x)').score).toBe(1);
    expect(judge('zh', code, 'print(3+5)').score).toBe(0);
    expect(judge('zh', code, 'print(3+4').output).toMatchObject({ fault: { fault: 'syntax' } });
  });
});

describe('reading values back', () => {
  const read = readerOf(['who', 'what'], ({ who, what }) => `${who} likes ${what}. ${who}!`);
  it('finds what the template was filled with', () => {
    expect(read('Tom likes tea (hot). Tom!')).toEqual({ who: 'Tom', what: 'tea (hot)' });
  });
  it('is null for another text, and where the same slot differs', () => {
    expect(read('Tom likes tea. Ann!')).toBeNull();
    expect(read('Tom hates tea. Tom!')).toBeNull();
  });
});

import { expect, it } from 'vitest';
import type { LanguageModel } from './engine.ts';
import { SequencePositions } from './sequencePositions.ts';

const model = (leadingTokens?: number): LanguageModel => ({
  vocabularySize: 10,
  contextLength: 3,
  ...(leadingTokens === undefined ? {} : { leadingTokens }),
  traceSequences: () => {
    throw new Error('not traced');
  },
  traceStep: () => {
    throw new Error('not traced');
  },
});

it('counts positions on, from 0 after a reset', () => {
  const feed = new SequencePositions(model());
  expect(feed.next([4, 5])).toEqual([
    { id: 4, position: 0 },
    { id: 5, position: 1 },
  ]);
  expect(feed.next([6])).toEqual([{ id: 6, position: 2 }]);
  feed.reset();
  expect(feed.next([7])).toEqual([{ id: 7, position: 0 }]);
});

it('begins every sequence with the virtual tokens, which take no room of its own', () => {
  const feed = new SequencePositions(model(2));
  const fed = [
    { id: 10, position: 0 },
    { id: 11, position: 1 },
    { id: 4, position: 2 },
  ];
  expect(feed.next([4])).toEqual(fed);
  expect(feed.next([5, 6])).toHaveLength(2);
  expect(() => feed.next([7])).toThrow('the context holds 3 tokens');
  feed.reset();
  expect(feed.next([4])).toEqual(fed);
});

it('refuses nothing, and more than fits, and stays where it was', () => {
  const feed = new SequencePositions(model());
  expect(() => feed.next([])).toThrow(RangeError);
  expect(() => feed.next([1, 2, 3, 4])).toThrow(RangeError);
  expect(feed.next([1, 2, 3])).toHaveLength(3);
});

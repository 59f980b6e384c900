/** @file The transforms: counts, seeds, and that a larger share contains the changes of a smaller one. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pair, responseOf } from './conversation.ts';
import { draw, type Item, mixture, withDuplicates, withExtra, withNoise } from './transforms.ts';

const items: Item[] = Array.from({ length: 40 }, (_, i) => ({
  conversation: pair(`q${i}`, `${i % 2 ? 'colour' : 'food'} ${i % 10}`),
  kind: i % 2 ? 'colour' : 'food',
}));
const answers = (list: readonly Item[]) => list.map(({ conversation }) => responseOf(conversation));
const wrongOf = (list: readonly Item[]) =>
  new Set(answers(list).flatMap((answer, i) => (answer === responseOf(items[i]!.conversation) ? [] : [i])));

describe('noise', () => {
  it('makes exactly its share of answers wrong, each by an answer of its kind', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(1000), (share, seed) => {
        const noisy = withNoise(items, share, seed);
        expect(wrongOf(noisy).size).toBe(Math.round(share * items.length));
        for (const [i, answer] of answers(noisy).entries())
          expect(answer.startsWith(items[i]!.kind)).toBe(true);
      }),
      { seed: 1, numRuns: 100 },
    );
  });

  it('stays wrong at a higher share where it was wrong at a lower one', () => {
    const low = withNoise(items, 0.25, 3);
    const high = withNoise(items, 0.5, 3);
    for (const i of wrongOf(low)) expect(answers(high)[i]).toBe(answers(low)[i]);
    expect(wrongOf(withNoise(items, 0.25, 4))).not.toEqual(wrongOf(low));
  });

  it('does not change what has no other answer', () => {
    const one = [items[0]!, { ...items[0]!, conversation: pair('other', 'food 0') }];
    expect(withNoise(one, 1, 1)).toEqual(one);
  });
});

describe('the other transforms', () => {
  it('repeat a share of the list and keep its length', () => {
    const list = withDuplicates(items, 0.75, 5);
    expect(list).toHaveLength(40);
    expect(new Set(list).size).toBe(10);
    expect(withDuplicates(items, 1, 5).length).toBe(40);
    expect(new Set(withDuplicates(items, 1, 5)).size).toBe(1);
    expect(withDuplicates([], 0.5, 5)).toEqual([]);
  });

  it('mix lists in proportion to their weights', () => {
    const parts = [
      { name: 'a', items: ['a1', 'a2'], weight: 3 },
      { name: 'b', items: ['b1', 'b2', 'b3'], weight: 1 },
      { name: 'c', items: ['c'], weight: 0 },
    ];
    const list = mixture(parts, 20, 7);
    expect(list.filter((name) => name.startsWith('a'))).toHaveLength(15);
    expect(list.filter((name) => name.startsWith('b'))).toHaveLength(5);
    expect(mixture(parts, 20, 7)).toEqual(list);
  });

  it('add until a share is reached', () => {
    const list = withExtra(Array(80).fill('known'), ['x', 'y', 'z'], 0.2, 1);
    expect(list.filter((name) => name !== 'known')).toHaveLength(20);
    expect(withExtra(['a'], [], 0.5, 1)).toEqual(['a']);
  });

  it('draw every item once before any item twice', () => {
    const drawn = draw(['a', 'b', 'c'], 7, 1, 'x');
    expect([...drawn.slice(0, 3)].sort()).toEqual(['a', 'b', 'c']);
    expect([...drawn.slice(3, 6)].sort()).toEqual(['a', 'b', 'c']);
  });
});

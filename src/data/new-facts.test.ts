import { describe, expect, it } from 'vitest';
import { createWorld, type Language, taskExamples } from '../world/index.ts';
import { promptOf, responseOf } from './conversation.ts';
import { unseenEntities, withNewFacts } from './new-facts.ts';
import { itemOf } from './sources.ts';

const SEED = 3;

describe.each(['zh', 'en'] as const)('new facts, %s', (language: Language) => {
  const world = createWorld(language);
  const trained = (task: 'qa' | 'sentiment') =>
    taskExamples(world, task)
      .filter(({ split }) => split === 'train')
      .map(itemOf);
  const items = trained('qa');
  const known = new Set(items.map(({ conversation }) => promptOf(conversation)));
  const isNew = ({ conversation }: (typeof items)[number]) => !known.has(promptOf(conversation));

  it('change the entity and the answer of a share of the facts, and nothing else', () => {
    const half = withNewFacts(world, items, 0.5, SEED);
    expect(half.map(({ kind }) => kind)).toEqual(items.map(({ kind }) => kind));
    expect(half.filter(isNew).length / items.length).toBeCloseTo(0.5, 1);
    const names = unseenEntities(world);
    for (const [i, item] of half.entries())
      if (isNew(item)) expect(names.some((name) => promptOf(item.conversation).includes(name))).toBe(true);
      else expect(item).toBe(items[i]);
    expect(withNewFacts(world, items, 0, SEED)).toEqual(items);
    expect(withNewFacts(world, items, 1, SEED).every(isNew)).toBe(true);
  });

  it('are about entities of which the world states nothing', () => {
    const real = new Set(world.subjects.map(({ name }) => name));
    expect(unseenEntities(world).filter((name) => real.has(name))).toEqual([]);
    expect(new Set(unseenEntities(world)).size).toBe(unseenEntities(world).length);
  });

  it('answer both wordings of a question alike, with a value of its kind', () => {
    const all = withNewFacts(world, items, 1, SEED);
    for (let i = 0; i < all.length; i += 2) {
      const [one, two] = [all[i]!, all[i + 1]!];
      expect(promptOf(one.conversation)).not.toBe(promptOf(two.conversation));
      expect(responseOf(one.conversation)).toBe(responseOf(two.conversation));
      expect(world.valuesOf.get(one.kind.split(' ')[1]!)).toContain(responseOf(one.conversation));
    }
  });

  it('stay when the share grows', () => {
    const quarter = withNewFacts(world, items, 0.25, SEED);
    const half = withNewFacts(world, items, 0.5, SEED);
    quarter.forEach((item, i) => {
      if (isNew(item)) expect(half[i]).toEqual(item);
    });
  });

  it('do not change what asks for no fact', () => {
    const reviews = trained('sentiment');
    expect(withNewFacts(world, reviews, 1, SEED)).toEqual(reviews);
  });
});

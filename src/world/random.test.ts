/** @file The seeded generator: same seed, same stream; numbers in range; shuffles are permutations. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from './random.ts';

describe('createRandom', () => {
  it('gives the same stream for the same seed and another for another', () => {
    const take = (seed: number | string) => {
      const random = createRandom(seed);
      return Array.from({ length: 20 }, () => random.next());
    };
    expect(take(1)).toEqual(take(1));
    expect(take(1)).not.toEqual(take(2));
    expect(take('1')).toEqual(take(1));
  });

  it('never changes its stream between versions', () => {
    const random = createRandom('golden');
    expect(Array.from({ length: 5 }, () => random.integer(1000))).toMatchInlineSnapshot(`
      [
        603,
        767,
        531,
        609,
        448,
      ]
    `);
  });

  it('keeps integers below the limit and shuffles without loss', () => {
    fc.assert(
      fc.property(fc.integer(), fc.array(fc.integer(), { maxLength: 50 }), (seed, list) => {
        const random = createRandom(seed);
        expect(random.integer(7)).toBeLessThan(7);
        expect(random.shuffle(list).sort((a, b) => a - b)).toEqual([...list].sort((a, b) => a - b));
        expect(random.sample(list, 3).length).toBe(Math.min(3, list.length));
      }),
    );
  });

  it('draws normal numbers of mean 0 and deviation 1', () => {
    const random = createRandom(3);
    const numbers = Array.from({ length: 20_000 }, () => random.normal());
    const mean = numbers.reduce((sum, x) => sum + x, 0) / numbers.length;
    const variance = numbers.reduce((sum, x) => sum + (x - mean) ** 2, 0) / numbers.length;
    expect(Math.abs(mean)).toBeLessThan(0.03);
    expect(Math.abs(variance - 1)).toBeLessThan(0.05);
  });

  it('refuses to pick from nothing', () => {
    expect(() => createRandom(1).pick([])).toThrow(RangeError);
  });
});

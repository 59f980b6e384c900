/** @file Some rounds through the whole lesson, at most two minutes: `npm run soak` goes 300. */
import { expect, it } from 'vitest';
import { type Holding, leaksOf, soak } from './lib/soak.ts';
import { givenDeck } from './lib/stage.ts';

const stage = givenDeck();

it('holds no more after each round, and says nothing on the console', async () => {
  const soaked = await soak(stage, { rounds: 4, patience: 100_000, engine: 'cpu' });
  expect(leaksOf(soaked)).toEqual([]);
  expect(soaked.holdings.length).toBeGreaterThanOrEqual(2);
}, 240_000);

it('would say what grew', () => {
  const holding: Holding = {
    heap: 30e6,
    nodes: 9000,
    listeners: 800,
    workers: 1,
    device: 5e6,
  };
  const after = (changes: Partial<Holding>) =>
    leaksOf({ holdings: [holding, { ...holding, ...changes }], faults: [] });
  expect(after({ nodes: 9050, heap: 31e6 })).toEqual([]);
  expect(after({ workers: 2 })).toEqual(['workers grew from 1 to 2 in 2 rounds']);
  expect(after({ device: 5e6 + 4 })).toHaveLength(1);
  expect(after({ listeners: 850 })).toHaveLength(1);
  expect(after({ heap: 34e6 })).toHaveLength(1);
  expect(leaksOf({ holdings: [holding, holding], faults: ['x', 'x'] })).toEqual(['x']);
});

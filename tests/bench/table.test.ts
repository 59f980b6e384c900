import { expect, it } from 'vitest';
import { benchTable, type Figures, least } from './table.ts';

const figures = (changes: Partial<Figures> = {}): Figures => ({
  dispatches: 136,
  submits: 1,
  buffersCreated: 0,
  bytes: 50 * 2 ** 20,
  encode: 0.5,
  wall: 1000,
  ...changes,
});

it('shows figures, ratios and budgets, and which are met', () => {
  const text = benchTable(
    {
      full: {
        ours: figures(),
        tfjs: figures({ dispatches: 1162, encode: 99, wall: 11_000 }),
        'jax-js': figures({ dispatches: 605, encode: 2, wall: 1500 }),
      },
      lora: { ours: figures({ dispatches: 130, wall: 700 }) },
    },
    true,
  );
  const [full, lora] = text.split('\n\n') as [string, string];
  expect(full).toMatch(/dispatches per step +136 +605 +1162 +4.45 x +8.54 x +<= 160 yes/);
  expect(full).toMatch(/JavaScript per step .*<= 1\/50 of tfjs yes; <= 1\/5 of jax-js NO/);
  expect(full).toMatch(/wall per step .*<= 1\/7 of tfjs yes; <= 1\/1.8 of jax-js NO/);
  expect(full).toMatch(/bytes held +50.0 MB/);
  expect(lora).toMatch(/dispatches per step +130 +< full yes/);
  expect(lora).toMatch(/<= 0.75 of full yes/);
  expect(lora).toContain('(not measured)');
});

it('asks for more of a real GPU', () => {
  const results = { full: { ours: figures({ wall: 100 }), tfjs: figures({ wall: 1000 }) } };
  expect(benchTable(results, true)).toContain('<= 1/7 of tfjs yes');
  expect(benchTable(results, false)).toContain('<= 1/50 of tfjs NO');
});

it('takes the least of the rounds', () => {
  expect(least([3, 1, 2])).toBe(1);
  expect(least([])).toBeNaN();
});

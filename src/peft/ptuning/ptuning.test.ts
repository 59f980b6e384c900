import { expect, it } from 'vitest';
import { largestDifference } from '../../engine/testing/compare.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { prefix } from '../prefix/index.ts';
import { PROMPT } from '../prompt/index.ts';
import type { PTuningSpec } from '../spec.ts';
import { logitsOf, startOf, tinyBase, tuned } from '../testing/logits.ts';
import { ptuning } from './index.ts';

const spec: PTuningSpec = { name: 'ptuning', virtualTokens: 4 };

it('learns one key and one value per layer and virtual token, from N(0, 1)', () => {
  const { layers, heads, headDim } = tinyConfig;
  const start = startOf({ ...spec, virtualTokens: 8 }, tinyBase());
  expect([...start.keys()]).toEqual([PROMPT]);
  const { shape, data } = start.get(PROMPT)!;
  expect(shape).toEqual([8, layers * 2 * heads * headDim]);
  const mean = data.reduce((sum, x) => sum + x, 0) / data.length;
  const variance = data.reduce((sum, x) => sum + (x - mean) ** 2, 0) / data.length;
  expect(Math.abs(mean)).toBeLessThan(0.2);
  expect(Math.abs(variance - 1)).toBeLessThan(0.3);
});

it('computes what a prefix of the same numbers computes, from another start', async () => {
  const base = tinyBase();
  const start = startOf(spec, base);
  const asPrefix = { name: 'prefix', virtualTokens: 4, projection: null } as const;
  expect(await logitsOf(tuned(spec), [start, base])).toEqual(await logitsOf(tuned(asPrefix), [start, base]));
  const realKeys = prefix.initialise(asPrefix, tinyConfig, 7, base);
  expect(largestDifference(start.get(PROMPT)!.data, realKeys.get(PROMPT)!.data)).toBeGreaterThan(0.1);
});

it('cannot be merged, and leaves the base alone', () => {
  expect(ptuning.merge(spec, tinyConfig, tinyBase(), startOf(spec, tinyBase()))).toBeNull();
  expect([...tinyBase().keys()].some((name) => ptuning.trainsBase(spec, name, tinyConfig))).toBe(false);
});

import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../engine/testing/compare.ts';
import { randomTensors } from '../../engine/testing/random.ts';
import { llama } from '../../model/llama.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import { drawnTokens, PROMPT } from '../prompt/index.ts';
import { ptuning } from '../ptuning/index.ts';
import type { PrefixSpec } from '../spec.ts';
import { logitsOf, TOKENS, tinyBase, tuned } from '../testing/logits.ts';
import { prefix } from './index.ts';
import { fold } from './projection.ts';

const spec: PrefixSpec = { name: 'prefix', virtualTokens: 4, projection: null };
const projected: PrefixSpec = { ...spec, projection: 6 };
const vocabulary = tinyConfig.vocabularySize;

describe('a prefix of real keys and values', () => {
  // Holds three things at once: the layout, the turn of the keys, and the positions that real tokens count from.
  it('is what the same tokens in front of the text are', async () => {
    const base = tinyBase();
    const start = prefix.initialise(spec, tinyConfig, 7, base);
    const drawn = drawnTokens(4, tinyConfig, 7);
    const virtual = await logitsOf(tuned(spec), [start, base]);
    const real = await logitsOf(llama(tinyConfig), [base], [...drawn, ...TOKENS]);
    expect(largestDifference(virtual, real.slice(4 * vocabulary))).toBeLessThan(2e-5);
  });
});

describe('the MLP of a prefix', () => {
  it('is gone after folding: the plain prefix answers the same', async () => {
    const base = tinyBase();
    const trained = randomTensors(prefix.addedShapes(projected, tinyConfig), 'mlp');
    const folded = fold({ virtualTokens: 4, hidden: 6 }, tinyConfig, trained);
    expect([...folded.keys()]).toEqual([PROMPT]);
    expect(folded.get(PROMPT)!.shape).toEqual([4, 2 * 2 * 8]);
    expect(prefix.exportedSpec!(projected)).toEqual(spec);
    const before = await logitsOf(tuned(projected), [trained, base]);
    expect(largestDifference(await logitsOf(tuned(spec), [folded, base]), before)).toBeLessThan(1e-5);
  });

  it('has n d + (d m + m) + (2 L w m + 2 L w) numbers', () => {
    const [width, wide] = [8, 2 * 2 * 8];
    const numbers = prefix
      .addedShapes(projected, tinyConfig)
      .reduce((sum, [, shape]) => sum + shape.reduce((a, b) => a * b, 1), 0);
    expect(numbers).toBe(4 * width + (width * 6 + 6) + (wide * 6 + wide));
  });
});

describe('P-tuning v2', () => {
  it('computes what a prefix computes, from another start', async () => {
    const deep = { name: 'ptuning', virtualTokens: 4 } as const;
    const base = tinyBase();
    const start = ptuning.initialise(deep, tinyConfig, 1, base);
    expect(ptuning.addedShapes(deep, tinyConfig)).toEqual(prefix.addedShapes(spec, tinyConfig));
    expect([...(await logitsOf(tuned(deep), [start, base]))]).toEqual([
      ...(await logitsOf(tuned(spec), [start, base])),
    ]);
    expect(start).not.toEqual(prefix.initialise(spec, tinyConfig, 1, base));
  });
});

describe('the spec of a prefix', () => {
  it('names every field that is wrong', () => {
    const fields = (changes: Partial<PrefixSpec>) =>
      prefix.problems({ ...spec, ...changes }, tinyConfig).map(({ field }) => field);
    expect(fields({})).toEqual([]);
    expect(fields({ projection: 1024 })).toEqual([]);
    expect(fields({ virtualTokens: 9, projection: 0 })).toEqual(['virtualTokens', 'projection']);
    expect(fields({ projection: 1025 })).toEqual(['projection']);
  });
});

import { describe, expect, it } from 'vitest';
import { largestDifference } from '../../engine/testing/compare.ts';
import { openTfjs } from '../../engine/tfjs/index.ts';
import { llama } from '../../model/llama.ts';
import { tinyConfig } from '../../model/testing/tiny.ts';
import type { PromptSpec } from '../spec.ts';
import { logitsOf, TOKENS, tinyBase, tuned } from '../testing/logits.ts';
import { drawnTokens, PROMPT, prompt } from './index.ts';

const spec: PromptSpec = { name: 'prompt', virtualTokens: 4 };
const vocabulary = tinyConfig.vocabularySize;

describe('a prompt of real embeddings', () => {
  it('is what the same tokens in front of the text are, on every row behind them', async () => {
    const base = tinyBase();
    const start = prompt.initialise(spec, tinyConfig, 7, base);
    const drawn = drawnTokens(4, tinyConfig, 7);
    const virtual = await logitsOf(tuned(spec), [start, base]);
    const real = await logitsOf(llama(tinyConfig), [base], [...drawn, ...TOKENS]);
    expect(largestDifference(virtual, real.slice(4 * vocabulary))).toBeLessThan(1e-5);
  });

  it('is so for the portable engine, whose decoder reads whole sequences', async () => {
    const base = tinyBase();
    const start = prompt.initialise(spec, tinyConfig, 7, base);
    const engine = await openTfjs('cpu');
    const weights = [start, base].map((tensors) => engine.createWeights(tensors));
    const decoder = await engine.createDecoder({ model: tuned(spec), weights });
    expect(decoder.contextLength).toBe(tinyConfig.contextLength - 4);
    const expected = await logitsOf(tuned(spec), [start, base]);
    await decoder.feed(TOKENS.slice(0, 3));
    const logits = await decoder.feed(TOKENS.slice(3));
    expect(largestDifference(logits, expected.slice(-vocabulary))).toBeLessThan(1e-4);
    for (const held of [decoder, ...weights]) held.dispose();
  });
});

describe('the start of a prompt', () => {
  it('is drawn from the table by the seed, or from N(0, 1)', () => {
    const base = tinyBase();
    const rows = (seed: number) => prompt.initialise(spec, tinyConfig, seed, base).get(PROMPT)!.data;
    expect(rows(1)).not.toEqual(rows(2));
    const table = base.get('model.embed_tokens.weight')!.data;
    const id = drawnTokens(4, tinyConfig, 1)[3]!;
    expect(rows(1).slice(3 * 12)).toEqual(table.slice(id * 12, (id + 1) * 12));
    const random = prompt.initialise(
      { ...spec, virtualTokens: 8, init: 'random' },
      { ...tinyConfig, dModel: 256 },
      1,
      base,
    );
    const { data } = random.get(PROMPT)!;
    const variance = data.reduce((sum, value) => sum + value * value, 0) / data.length;
    expect(variance).toBeCloseTo(1, 1);
  });
});

describe('the spec of a prompt', () => {
  it('leaves at least half of the context', () => {
    const allowed = { field: 'virtualTokens', allowed: '1–8' };
    for (const virtualTokens of [0, 9, 2.5, Number.NaN])
      expect(prompt.problems({ ...spec, virtualTokens }, tinyConfig)).toEqual([
        { ...allowed, value: virtualTokens },
      ]);
    expect(prompt.problems({ ...spec, virtualTokens: 8 }, tinyConfig)).toEqual([]);
    expect(tuned({ ...spec, virtualTokens: 8 }).contextLength).toBe(8);
  });

  it('names a start that is none', () => {
    expect(prompt.problems({ ...spec, init: 'text' as 'random' }, tinyConfig)).toEqual([
      { field: 'init', value: 'text', allowed: 'vocabulary, random' },
    ]);
  });
});

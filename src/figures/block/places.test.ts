/** @file Places of every method against the number of trained parameters that the method itself counts. */
import { describe, expect, it } from 'vitest';
import type { ModelConfig } from '../../model/config.ts';
import { parameterShapes } from '../../model/llama.ts';
import { shippedSizes } from '../../model/testing/shipped-sizes.ts';
import { countTrainable, type MethodSpec, methodOf } from '../../peft/index.ts';
import { marksOf } from './places.ts';

const config: ModelConfig = { ...shippedSizes, vocabularySize: 512 };
const lora: MethodSpec = { name: 'lora', r: 8, loraAlpha: 16, targets: ['q', 'v'], dropout: 0 };

const METHODS: readonly (readonly [MethodSpec, string])[] = [
  [
    { name: 'full' },
    'embedding trained, attentionNorm trained, q trained, k trained, v trained, o trained, mlpNorm trained, gate trained, up trained, down trained, finalNorm trained',
  ],
  [{ name: 'head' }, 'head trained'],
  [
    { name: 'layers', last: 1 },
    'attentionNorm trained, q trained, k trained, v trained, o trained, mlpNorm trained, gate trained, up trained, down trained',
  ],
  [{ name: 'bitfit' }, 'q bias, k bias, v bias, o bias, gate bias, up bias, down bias'],
  [{ name: 'norms' }, 'attentionNorm trained, mlpNorm trained, finalNorm trained'],
  [{ name: 'houlsby', bottleneck: 8 }, 'attentionAdapter module, outputAdapter module'],
  [{ name: 'pfeiffer', bottleneck: 8 }, 'outputAdapter module'],
  [{ name: 'prompt', virtualTokens: 5 }, 'prompt vectors'],
  [{ name: 'prefix', virtualTokens: 5, projection: null }, 'prefix vectors'],
  [{ name: 'prefix', virtualTokens: 5, projection: 32 }, 'prefix vectors'],
  [{ name: 'ptuning', virtualTokens: 5 }, 'prefix vectors'],
  [{ name: 'ia3' }, 'k factor, v factor, down factor'],
  [lora, 'q lowRank, v lowRank'],
  [{ ...lora, targets: ['gate', 'down'], dora: true }, 'gate lowRank, down lowRank'],
];

describe('the places of a method', () => {
  it.each(METHODS)('%j', (spec, places) => {
    const marks = marksOf(spec, config);
    expect(marks.map(({ place, way }) => `${place} ${way}`).join(', ')).toBe(places);
    expect(marks.reduce((sum, { parameters }) => sum + parameters, 0)).toBe(
      countTrainable(methodOf(spec), spec, config, parameterShapes(config)),
    );
  });

  it('names the blocks that are concerned', () => {
    const layersOf = (spec: MethodSpec) => marksOf(spec, config).map(({ layers }) => layers);
    expect(layersOf({ name: 'layers', last: 2 }).every((layers) => layers.join() === '2,3')).toBe(true);
    expect(layersOf(lora)).toEqual([
      [0, 1, 2, 3],
      [0, 1, 2, 3],
    ]);
    expect(layersOf({ name: 'prefix', virtualTokens: 2, projection: 16 })).toEqual([[0, 1, 2, 3]]);
    expect(layersOf({ name: 'prompt', virtualTokens: 2 })).toEqual([[]]);
  });
});

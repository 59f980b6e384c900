import { describe, expect, it } from 'vitest';
import type { MethodSpec } from '../peft/spec.ts';
import { CONTENDERS } from '../recipes/contenders.ts';
import { clampSpec, DEFAULT_LORA, DEFAULT_SPEC, makeSpec } from '../recipes/defaults.ts';
import { variantOf } from '../recipes/variants.ts';
import { differences, runName, shortName } from './differences.ts';
import { METHOD_PAPERS } from './method-papers.ts';
import { methodName, methodShortName } from './method-texts.ts';

it('tells the contenders of the race apart by their own ids', () => {
  expect(CONTENDERS.map(({ method }) => variantOf(method))).toEqual(CONTENDERS.map(({ id }) => id));
});

describe.each(CONTENDERS.map(({ id, method }) => [id, method] as const))('%s', (id, method) => {
  it('has names without holes in both languages, the short one no longer than the other', () => {
    for (const language of ['zh', 'en'] as const) {
      const [name, short] = [methodName(method, language), methodShortName(method, language)];
      expect(name).not.toMatch(/[{}]/);
      expect(short).not.toMatch(/[{}]/);
      expect(short.length).toBeLessThanOrEqual(name.length);
    }
  });

  it('is inside the bounds of every field', () => {
    const spec = makeSpec({ method });
    expect(spec.method).toEqual(method);
    expect(clampSpec(spec)).toEqual(spec);
  });

  it('says where it was proposed, if that is a paper', () => {
    const paper = METHOD_PAPERS[id];
    expect(paper === null).toBe(id === 'full' || id === 'head');
    if (paper) expect(paper.url).toMatch(/^https:\/\/arxiv\.org\/abs\/\d{4}\.\d{5}$/);
  });
});

describe('fields out of bounds', () => {
  it.each<[MethodSpec, MethodSpec]>([
    [
      { name: 'layers', last: 9 },
      { name: 'layers', last: 4 },
    ],
    [
      { name: 'houlsby', bottleneck: Number.NaN },
      { name: 'houlsby', bottleneck: 16 },
    ],
    [
      { name: 'prompt', virtualTokens: 1000, init: 'nonsense' as 'random' },
      { name: 'prompt', virtualTokens: 64 },
    ],
    [
      { name: 'prefix', virtualTokens: 0, projection: 1e9 },
      { name: 'prefix', virtualTokens: 1, projection: 256 },
    ],
    [
      { name: 'ptuning', virtualTokens: 2.6 },
      { name: 'ptuning', virtualTokens: 3 },
    ],
    [{ ...DEFAULT_LORA, ratioB: 1, dora: false, rslora: undefined as unknown as boolean }, DEFAULT_LORA],
  ])('of %o are repaired', (method, expected) => {
    expect(clampSpec({ ...DEFAULT_SPEC, method }).method).toEqual(expected);
  });
});

describe('runs of different methods', () => {
  const houlsby = makeSpec({ method: { name: 'houlsby', bottleneck: 8 } });
  const prompt = makeSpec({ method: { name: 'prompt', virtualTokens: 8, init: 'random' } });

  it('are named with the numbers that matter', () => {
    expect(runName(houlsby, 'zh')).toBe('Houlsby 适配器，瓶颈 8');
    expect(shortName(prompt, 'en')).toBe('Prompt 8');
    expect(runName(makeSpec({ method: { name: 'head' }, init: 'random' }), 'en')).toBe(
      'Output layer only, random weights',
    );
  });

  it('differ in what both have, and in the method', () => {
    expect(differences(houlsby, prompt, 'en')).toEqual(['method: Houlsby adapters → Prompt tuning']);
    const longer = makeSpec({ method: { name: 'prompt', virtualTokens: 16 } });
    expect(differences(prompt, longer, 'en')).toEqual([
      'virtual tokens: 8 → 16',
      'start of virtual tokens: random → embeddings of real tokens',
    ]);
    const lora = makeSpec({ method: DEFAULT_LORA });
    const plus = makeSpec({ method: { ...DEFAULT_LORA, ratioB: 16 } });
    expect(differences(lora, plus, 'zh')[0]).toBe('方法：LoRA → LoRA+');
  });
});

import { expect, it } from 'vitest';
import { DEFAULT_LORA, DEFAULT_SPEC, makeSpec } from '../recipes/defaults.ts';
import { describe as describeSpec, differences, runName } from './differences.ts';

const base = makeSpec({ learningRate: 5e-4 });
const lora = makeSpec({ method: { ...DEFAULT_LORA, targets: ['q', 'v', 'o'] }, learningRate: 3e-3 });

it('names a run by its method', () => {
  expect(runName(DEFAULT_SPEC, 'zh')).toBe('全量微调');
  expect(runName(lora, 'en')).toBe('LoRA r=8');
  expect(runName(makeSpec({ init: 'random' }), 'en')).toBe('Full fine-tuning, random weights');
});

it('says nothing where nothing differs', () => {
  expect(differences(lora, lora, 'zh')).toEqual([]);
});

it('says what differs, and does not compare a rank with no rank', () => {
  expect(differences(base, lora, 'en')).toEqual([
    'method: Full fine-tuning → LoRA',
    'learning rate: 5e-4 → 3e-3',
  ]);
  const other = makeSpec({ method: { ...DEFAULT_LORA, r: 1, targets: ['q'] }, learningRate: 3e-3, seed: 7 });
  expect(differences(lora, other, 'zh')).toEqual([
    '秩 r：8 → 1',
    '作用矩阵：q, v, o → q',
    '随机种子：42 → 7',
  ]);
});

it('describes every field that decides the numbers', () => {
  expect(describeSpec(lora, 'en').length).toBeGreaterThan(describeSpec(DEFAULT_SPEC, 'en').length);
});

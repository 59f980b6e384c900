import { expect, it } from 'vitest';
import { compact } from '../data/compact.ts';
import { pair } from '../data/conversation.ts';
import { CONTENDERS } from '../recipes/contenders.ts';
import { DEFAULT_LORA, DEFAULT_SPEC, makeSpec } from '../recipes/defaults.ts';
import { SPEC_FIELDS, withField } from '../recipes/spec-fields.ts';
import { differences, runName } from './differences.ts';

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

it('says in the words of the form which optimizer, mask and schedule differ', () => {
  const sgd = withField(withField(lora, 'opt', 'sgd'), 'mask', 'everything');
  const lines = differences(lora, withField(sgd, 'schedule', 'cosine'), 'zh');
  expect(lines).toContain('优化器：AdamW → SGD');
  expect(lines).toContain('损失算在：最后一个回答 → 提示和回答');
  expect(lines).toContain('学习率调度：恒定 → 余弦');
});

it('has a line for every field of the form', () => {
  for (const { key, param, read } of SPEC_FIELDS) {
    const start = CONTENDERS.map(({ method }) => makeSpec({ method })).find(
      (spec) => read(spec) !== undefined && key !== 'momentum',
    );
    const spec = key === 'momentum' ? withField(lora, 'opt', 'sgd') : start!;
    const values: readonly unknown[] =
      key === 'own'
        ? [compact([pair('a', 'b')])]
        : key === 'mix'
          ? ['code.1']
          : param.kind === 'choice'
            ? param.options
            : param.kind === 'flag'
              ? [true, false]
              : param.kind === 'set'
                ? [['q'], ['k']]
                : param.kind === 'number'
                  ? [param.min, param.max]
                  : [];
    const changed = values.map((value) => withField(spec, key, value));
    expect(
      changed.some((one) => differences(spec, one, 'en').length > 0),
      key,
    ).toBe(true);
  }
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Conversation, pair } from '../data/conversation.ts';
import { decodeSpec, encodeSpec } from '../recipes/spec-address.ts';
import {
  dataMark,
  isMark,
  isMarkOf,
  isTooLarge,
  LONGEST_OWN,
  mixText,
  ownText,
  readMixText,
  readOwnText,
  withExamples,
} from '../recipes/spec-data.ts';
import { presetSpec, withField } from '../recipes/spec-fields.ts';
import { readSweep, storeSweep } from '../sweeps/stored-sweep.ts';
import { newSweep } from '../sweeps/sweep.ts';
import { differences } from '../wording/differences.ts';
import { newLabRun } from './runs/runs.ts';
import { readRun, storeRun } from './runs/stored.ts';

const zh = 'lesson7-zh';
const few = [pair('猫吃什么？', '鱼。'), pair('Who are you?', 'A model.')];
const many = Array.from({ length: 400 }, (_, i) => pair(`第 ${i} 个问题？`, `答案 ${i}`));
const there = (text: string) => decodeSpec(new URLSearchParams(text), zh);

describe('own examples in an address', () => {
  it('travel whole where they are few', () => {
    const spec = withExamples(presetSpec(zh), few);
    expect(isTooLarge(few)).toBe(false);
    expect(there(encodeSpec(spec).toString())).toEqual(spec);
  });

  it('leave a mark where they are many, by which their holder knows them again', () => {
    const text = ownText(many);
    expect(text.length).toBeLessThan(20);
    expect([isMark(text), isMarkOf(text, many), isMarkOf(text, few)]).toEqual([true, true, false]);
    expect(readOwnText(text)).toBeNull();
    const spec = withExamples(presetSpec(zh), many);
    expect(encodeSpec(spec).get('own')).toBe(text);
    // The link alone brings the settings and the task's own data.
    expect(there(encodeSpec(spec).toString())).toEqual(presetSpec(zh));
    // The form that holds them is not disturbed by reading its own address.
    expect(withField(spec, 'own', text)).toBe(spec);
  });

  it('are never longer than an address may be, and tell lists of one length apart', () => {
    const lists = fc.array(
      fc
        .tuple(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }))
        .map(([q, a]) => pair(`q${q}`, `a${a}`)),
      { minLength: 1, maxLength: 60 },
    );
    fc.assert(
      fc.property(lists, (list: Conversation[]) => {
        const text = ownText(list);
        expect(text.length).toBeLessThanOrEqual(LONGEST_OWN);
        if (!isMark(text)) expect(readOwnText(text)).toEqual(list);
      }),
    );
    expect(dataMark([pair('a', 'b')])).not.toBe(dataMark([pair('a', 'c')]));
  });

  it('give way to a mix, and a mix to them', () => {
    const own = withExamples(presetSpec(zh), few);
    const mixed = withField(own, 'mix', 'qa.2 sentiment.1');
    expect(mixed.data.examples).toBeUndefined();
    expect(mixed.data.mix).toEqual([
      { task: 'sentiment', weight: 1 },
      { task: 'qa', weight: 2 },
    ]);
    expect(withExamples(mixed, few)).toEqual(own);
    expect(withField(mixed, 'mix', '')).toEqual(presetSpec(zh));
  });
});

describe('a mix of tasks as text', () => {
  it('comes back in the order of the tasks', () => {
    expect(mixText(readMixText('qa.3 classification.1'))).toBe('classification.1 qa.3');
    expect(mixText(undefined)).toBe('');
  });

  it('is read without what is no part of one', () => {
    for (const junk of ['', 'qa', 'qa.0', 'qa.x', 'nothing.3', '. .', 'qa.-1'])
      expect(readMixText(junk)).toBeUndefined();
    expect(readMixText('qa.99 nothing.1')).toEqual([{ task: 'qa', weight: 10 }]);
  });

  it('is described in words and shares', () => {
    const [line] = differences(presetSpec(zh), withField(presetSpec(zh), 'mix', 'qa.3 code.1'), 'zh');
    expect(line).toBe('任务混合：单一任务 → 问答 75% + 代码 25%');
  });
});

describe('storage', () => {
  const spec = withExamples(presetSpec(zh), many);

  it('keeps a run with more examples than an address holds', () => {
    const run = { ...newLabRun('a', 1, spec), phase: 'done' as const };
    expect(readRun('a', structuredClone(storeRun(run)))).toEqual(run);
    // Beside few examples nothing stands: the address holds them.
    expect(storeRun(newLabRun('b', 2, withExamples(spec, few))).examples).toBeUndefined();
  });

  it('keeps a sweep over them', () => {
    const axis = (field: string, values: number[]) => ({ field, values });
    const sweep = newSweep({ base: spec, rows: axis('r', [1, 2]), columns: axis('steps', [5, 6]) });
    expect(readSweep(structuredClone(storeSweep(sweep)))?.plan.base).toEqual(spec);
  });

  it('trusts nothing that it finds', () => {
    const stored = { ...storeRun(newLabRun('a', 1, spec)), examples: [{ turns: 'none' }, 7] };
    expect(readRun('a', stored)?.spec).toEqual(presetSpec(zh));
  });
});

it('an address from before there were three masks still counts the prompt', () => {
  expect(there('v=1&promptLoss=1')).toEqual(withField(presetSpec(zh), 'mask', 'everything'));
  expect(there('v=1&promptLoss=1').data.maskPrompt).toBe(false);
});

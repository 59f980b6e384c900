import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pair } from '../data/conversation.ts';
import type { RunSpec } from '../train/spec.ts';
import { CONTENDERS } from './contenders.ts';
import { decodeParam, encodeParam, type Param } from './params.ts';
import { decodeSpec, encodeSpec } from './spec-address.ts';
import { withExamples } from './spec-data.ts';
import { fieldOf, fieldsOf, presetSpec, SPEC_FIELDS, withField } from './spec-fields.ts';

function arbitraryOf(param: Param): fc.Arbitrary<unknown> {
  switch (param.kind) {
    case 'number':
      return param.integer
        ? fc.integer({ min: param.min, max: param.max })
        : fc
            .double({ min: param.min, max: param.max, noNaN: true })
            // As an address writes it.
            .map((value) => decodeParam(param, encodeParam(param, value)));
    case 'flag':
      return fc.boolean();
    case 'choice':
      return fc.constantFrom(...param.options);
    case 'set':
      return fc.subarray([...param.options], { minLength: 1 });
    case 'name':
      return fc.constant(param.default);
  }
}

/** Any run that the form can make: a method, then any of its settings. */
const anySpec: fc.Arbitrary<RunSpec> = fc
  .tuple(fc.constantFrom('lesson7-zh', 'lesson7-en'), fc.constantFrom(...CONTENDERS))
  .chain(([model, preset]) => {
    const start = presetSpec(model as RunSpec['model'], preset.id);
    const parts = fc.record({
      mix: fc.constantFrom('', 'qa.1 code.2', 'style-short.10 sentiment.3'),
      own: fc.constantFrom(undefined, [pair('猫吃什么？', '鱼。')]),
    });
    // What does not apply to the method or the optimizer changes nothing.
    const fields = SPEC_FIELDS.filter(({ key }) => key !== 'method');
    return fc
      .tuple(parts, ...fields.map(({ param }) => arbitraryOf(param)))
      .map(([{ mix, own }, ...values]) => {
        const spec = fields.reduce((made, { key }, i) => withField(made, key, values[i]), start);
        return own ? withExamples(spec, own) : withField(spec, 'mix', mix);
      });
  });

const zh = 'lesson7-zh';

describe('the address of a run', () => {
  it('gives back every run that the form can make', () => {
    fc.assert(
      fc.property(anySpec, (spec) => {
        const text = encodeSpec(spec).toString();
        expect(decodeSpec(new URLSearchParams(text), zh)).toEqual(spec);
      }),
      { numRuns: 300 },
    );
  });

  it('holds only what differs, with version, base, method and seed', () => {
    expect(encodeSpec(presetSpec(zh)).toString()).toBe('v=1&base=zh&method=lora&seed=42');
    const other = withField(withField(presetSpec(zh), 'r', 4), 'targets', ['q', 'k']);
    expect(encodeSpec(other).toString().replaceAll('%2C', ',')).toBe(
      'v=1&base=zh&method=lora&r=4&targets=q,k&seed=42',
    );
  });

  it('reads anything at all without a fault, inside the bounds', () => {
    const junk = fc.dictionary(
      fc.oneof(fc.constantFrom(...SPEC_FIELDS.map(({ key }) => key)), fc.string()),
      fc.oneof(fc.string(), fc.double().map(String), fc.constantFrom('NaN', '-1', '1e999', '1', 'true')),
    );
    fc.assert(
      fc.property(junk, (entries) => {
        const spec = decodeSpec(new URLSearchParams(Object.entries(entries)), zh);
        for (const { param, read } of fieldsOf(spec)) {
          const value = read(spec);
          if (param.kind === 'number') {
            expect(value).toBeGreaterThanOrEqual(param.min);
            expect(value).toBeLessThanOrEqual(param.max);
          }
          if (param.kind === 'choice') expect(param.options).toContain(value);
        }
      }),
    );
  });
});

describe('the settings of a run', () => {
  it('are those of its method and no others', () => {
    const keys = (method: string) =>
      fieldsOf(presetSpec(zh, method))
        .filter(({ group }) => group === 'method')
        .map(({ key }) => key);
    expect(keys('full')).toEqual(['method']);
    expect(keys('lora').slice(0, 5)).toEqual(['method', 'r', 'alpha', 'targets', 'dropout']);
  });

  it('take a method with its measured learning rate, and leave the rest', () => {
    const spec = withField(withField(presetSpec(zh), 'steps', 50), 'method', 'full');
    expect(spec).toMatchObject({ steps: 50, method: { name: 'full' } });
    expect(spec.optimizer.learningRate).toBe(CONTENDERS.find(({ id }) => id === 'full')!.learningRate);
  });

  it('know every preset again, also with one setting changed', () => {
    for (const { id } of CONTENDERS) {
      const spec = presetSpec(zh, id);
      expect(fieldOf('method')!.read(spec)).toBe(id);
    }
  });

  it('are clamped, and unknown ones change nothing', () => {
    const spec = presetSpec(zh);
    expect(withField(spec, 'r', 1e9).method).toMatchObject({ r: 64 });
    expect(withField(spec, 'nonsense', 1)).toBe(spec);
    expect(withField(presetSpec(zh, 'full'), 'r', 4)).toEqual(presetSpec(zh, 'full'));
  });
});

/** @file Every field of PEFT's config classes counts, does not, or is refused by name. */
import { describe, expect, it } from 'vitest';
import { adapterFileBytes, trainableParameters } from '../counts.ts';
import { CostError } from '../error.ts';
import { findModel } from '../gallery/index.ts';
import known from '../oracle/config-fields.json';
import { PEFT_FIELDS } from './fields.ts';
import { METHODS } from './index.ts';

const LLAMA = findModel('meta-llama/Llama-3.2-3B').config;
const classes: Record<string, Record<string, unknown>> = known.peft;
const START: Record<string, Record<string, unknown>> = {
  PROMPT_TUNING: { num_virtual_tokens: 20 },
  PREFIX_TUNING: { num_virtual_tokens: 20 },
  P_TUNING: { num_virtual_tokens: 20 },
};

function failure(peft: unknown): CostError | null {
  try {
    trainableParameters(LLAMA, peft);
    return null;
  } catch (error) {
    if (error instanceof CostError) return error;
    throw error;
  }
}

/** Another value than the default, of its kind. */
function otherThan(value: unknown): unknown {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 0.5;
  return 'something else';
}

describe('the fields of PEFT’s config classes', () => {
  it('are known for every method that PEFT has', () => {
    const own = ['FULL', 'HEAD', 'BITFIT', 'LAYERS', 'HOULSBY', 'PFEIFFER'];
    expect(Object.keys(classes).sort()).toEqual(
      Object.keys(METHODS)
        .filter((type) => !own.includes(type))
        .sort(),
    );
    expect(Object.keys(PEFT_FIELDS).sort()).toEqual(Object.keys(classes).sort());
  });

  for (const [type, fields] of Object.entries(classes)) {
    const { counts, free, refused } = PEFT_FIELDS[type]!;
    it(`count, are free or are refused, each in one way: ${type}`, () => {
      expect([...counts, ...free, ...refused].sort()).toEqual(Object.keys(fields).sort());
    });

    it(`pass at their defaults: ${type}`, () => {
      expect(failure({ ...fields, peft_type: type, ...START[type] })).toBeNull();
    });

    it(`are refused by name where not covered, and else leave the count alone: ${type}`, () => {
      const plain = { peft_type: type, ...START[type] };
      for (const field of refused) {
        expect(failure({ ...plain, [field]: otherThan(fields[field]) })?.field, field).toBe(field);
      }
      const count = trainableParameters(LLAMA, plain);
      for (const field of free) {
        const changed = { ...plain, [field]: otherThan(fields[field]) };
        expect([field, trainableParameters(LLAMA, changed)]).toEqual([field, count]);
        expect([field, adapterFileBytes(LLAMA, changed)]).toEqual([field, adapterFileBytes(LLAMA, plain)]);
      }
      expect(failure({ ...plain, a_field_of_2027: true })?.field).toBe('a_field_of_2027');
      expect(failure({ ...plain, a_field_of_2027: null })).toBeNull();
    });
  }
});

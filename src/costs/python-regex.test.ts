/** @file Patterns mean what Python says they mean (`oracle/python-patterns.json`), or the construct is named. */
import { describe, expect, it } from 'vitest';
import { CostError } from './error.ts';
import { findModel } from './gallery/index.ts';
import { trainableParameters } from './index.ts';
import python from './oracle/python-patterns.json';
import { PatternError, pythonPattern } from './python-regex.ts';

const patterns = python.patterns as unknown as [pattern: string, matched: number[] | null][];

function reading(pattern: string): number[] | PatternError {
  try {
    const expression = pythonPattern(pattern);
    return python.names.flatMap((name, place) => (expression.test(name) ? [place] : []));
  } catch (error) {
    if (error instanceof PatternError) return error;
    throw error;
  }
}

describe('a regular expression of Python', () => {
  it('matches what Python matches, and is wrong where Python says so', () => {
    const unsupported: string[] = [];
    for (const [pattern, matched] of patterns) {
      const read = reading(pattern);
      if (read instanceof PatternError && read.kind === 'unsupported') {
        unsupported.push(read.construct);
        continue;
      }
      expect([pattern, read instanceof PatternError ? null : read]).toEqual([pattern, matched]);
    }
    expect(unsupported).toEqual(['(?s:', '(?>', '++', '*+', '(?(n)', '(?i:', '\\N']);
  });

  it('is refused by the construct that JavaScript has no words for', () => {
    const { config } = findModel('meta-llama/Llama-3.2-1B');
    const ask = (target_modules: string): CostError => {
      try {
        trainableParameters(config, { peft_type: 'LORA', target_modules });
      } catch (error) {
        if (error instanceof CostError) return error;
      }
      throw new Error('it passed');
    };
    expect(ask('(?>.*)q_proj')).toMatchObject({ code: 'unsupportedPattern', values: { construct: '(?>' } });
    expect(ask('.*\\q')).toMatchObject({ code: 'badPattern', values: { construct: '\\q' } });
    expect(ask('.*(?i)q_proj')).toMatchObject({ code: 'badPattern', values: { construct: '(?i)' } });
  });
});

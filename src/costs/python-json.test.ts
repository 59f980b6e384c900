/** @file JSON as Python writes it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePythonJson } from './python-json.ts';

describe('JSON as Python writes it', () => {
  it('holds numbers that JSON has no word for', () => {
    const text = '\uFEFF{"a": NaN, "b": [Infinity, -Infinity], "c": "NaN and -Infinity \\" NaN"}';
    expect(parsePythonJson(text)).toEqual({
      a: Number.NaN,
      b: [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY],
      c: 'NaN and -Infinity " NaN',
    });
  });

  it('is JSON where it is JSON', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(parsePythonJson(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it('fails as JSON fails, with the text as it was given', () => {
    for (const text of ['{', '{"a": NaN', '{"a": nan}', '{"Infinity": Infinity,}', 'NaNa']) {
      expect(() => parsePythonJson(text)).toThrow(SyntaxError);
    }
  });
});

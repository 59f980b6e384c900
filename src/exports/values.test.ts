import { expect, it } from 'vitest';
import { python, quoted, yaml } from './values.ts';

const NASTY = "a: \"b\"\n- {{ c }} # \u2028\u0085\ufeff\u007f ''' \\ !!python/object 猫🙂 \ud800";

it('quotes a text so that nothing in it is markup, a break, or unseen', () => {
  const text = quoted(NASTY);
  expect(JSON.parse(text)).toBe(NASTY);
  expect(text).not.toMatch(/[\n\u007f-\u009f\u2028\u2029\ufeff]/);
  expect(text).toContain('猫🙂');
});

it('writes one line for a setting, whatever its text', () => {
  const written = yaml({ model: NASTY, deep: [{ path: NASTY }, null, true, 1e-8, 0.5] });
  expect(written.split('\n')).toHaveLength(3);
  // YAML 1.1 takes 1e-8 for a text.
  expect(written).toContain('1.0e-8, 0.5]');
});

it('writes Python’s own words', () => {
  expect(python([null, true, false, 'x', 1e-8, { a: [1] }])).toBe(
    '[None, True, False, "x", 1e-8, {"a": [1]}]',
  );
});

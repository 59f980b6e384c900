/** @file Stored progress, invalid data included. */
import { expect, it } from 'vitest';
import { parseSeen } from './progress.ts';

it.each([
  [null, []],
  ['["a","b"]', ['a', 'b']],
  ['[1,"a",null]', ['a']],
  ['{"a":1}', []],
  ['nonsense', []],
])('%s gives %o', (text, ids) => {
  expect([...parseSeen(text)]).toEqual(ids);
});

/** @file Stored progress, invalid data included. */
import { expect, it, vi } from 'vitest';
import { markSeen, parseSeen } from './progress.ts';

it.each([
  [null, []],
  ['["a","b"]', ['a', 'b']],
  ['[1,"a",null]', ['a']],
  ['{"a":1}', []],
  ['nonsense', []],
])('%s gives %o', (text, ids) => {
  expect([...parseSeen(text)]).toEqual(ids);
});

it('stores every slide seen, also those of earlier visits', () => {
  const items = new Map([['lesson7.seen.v1', '["earlier"]']]);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  });
  for (const slide of ['a', 'b', 'a']) markSeen(slide);
  expect(JSON.parse(items.get('lesson7.seen.v1')!)).toEqual(['earlier', 'a', 'b']);
  vi.unstubAllGlobals();
});

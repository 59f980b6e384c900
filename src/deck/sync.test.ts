/** @file Messages from other windows. */
import { expect, it } from 'vitest';
import { isMessage } from './sync.ts';

it('accepts its own messages and no others', () => {
  expect(isMessage({ type: 'hello' })).toBe(true);
  expect(isMessage({ type: 'position', position: { slide: 'sft', step: 1 } })).toBe(true);
  for (const junk of [
    null,
    7,
    {},
    { type: 'position' },
    { type: 'position', position: { slide: 1, step: 'x' } },
  ]) {
    expect(isMessage(junk)).toBe(false);
  }
});

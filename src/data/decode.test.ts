import { expect, it } from 'vitest';
import { decodeText } from './decode.ts';

/** UTF-16, least significant byte first. */
function wide(text: string): number[] {
  return Array.from({ length: text.length }, (_, i) => text.charCodeAt(i)).flatMap((unit) => [
    unit & 0xff,
    unit >> 8,
  ]);
}

const swapped = (bytes: readonly number[]) => bytes.map((_, i) => bytes[i ^ 1]!);
const decode = (bytes: Iterable<number>) => decodeText(Uint8Array.from(bytes));
const ASCII = 'question,answer\na,b\n';

it('reads UTF-16 by its zeros, though the same bytes are valid UTF-8', () => {
  expect(decode(wide(ASCII))).toEqual({ text: ASCII, encoding: 'utf-16le' });
  expect(decode(swapped(wide(ASCII)))).toEqual({ text: ASCII, encoding: 'utf-16be' });
});

it('takes a single zero for a character of UTF-8', () => {
  const text = `${ASCII}c\0,d\n`;
  expect(decode(new TextEncoder().encode(text))).toEqual({ text, encoding: 'utf-8' });
});

it('leaves marks out', () => {
  expect(decode([0xef, 0xbb, 0xbf, 0x61])).toEqual({ text: 'a', encoding: 'utf-8' });
  expect(decode([0xff, 0xfe, 0x61, 0])).toEqual({ text: 'a', encoding: 'utf-16le' });
  expect(decode([0xfe, 0xff, 0, 0x61])).toEqual({ text: 'a', encoding: 'utf-16be' });
  expect(decode([0x84, 0x31, 0x95, 0x33, 0xb0, 0xa1])).toEqual({ text: '啊', encoding: 'gb18030' });
});

it.each([
  ['half a character of UTF-8 behind its mark', [0xef, 0xbb, 0xbf, 0xe5]],
  ['half a pair of UTF-16', [0xff, 0xfe, 0x00, 0xd8]],
  ['an odd byte of UTF-16', [0xff, 0xfe, 0x61, 0, 0x61]],
  ['half a character of GB18030', [0xb0, 0xa1, 0xb0]],
  ['a byte that begins nothing', [0x61, 0xff, 0x20]],
])('refuses %s', (_name, bytes) => {
  expect(() => decode(bytes)).toThrow('encoding');
});

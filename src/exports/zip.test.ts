import { unzipSync } from 'fflate';
import { expect, it } from 'vitest';
import { zipped } from './zip.ts';

const text = (name: string, content: string) => ({ name, bytes: new TextEncoder().encode(content) });

it('gives equal bytes for equal files in any order, and the files back', () => {
  const large = { name: 'b/large', bytes: Uint8Array.from({ length: 600_000 }, (_, i) => (i * i) % 251) };
  const files = [text('a.txt', '猫'), large, text('empty', '')];
  const zip = zipped(files);
  expect(zipped([...files].reverse())).toEqual(zip);
  const back = unzipSync(zip);
  expect(Object.keys(back)).toEqual(['a.txt', 'b/large', 'empty']);
  for (const { name, bytes } of files) expect(back[name]).toEqual(bytes);
});

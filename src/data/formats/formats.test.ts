import { expect, it } from 'vitest';
import { pair } from '../conversation.ts';
import { readData } from '../testing/read-data.ts';
import { DataError, FORMATS, formatOf } from './index.ts';

it('carries pairs from every format into every other', () => {
  const data = [pair('猫喜欢吃什么？', '鱼'), pair('<b>"x", y</b>\nz', '1')];
  for (const from of FORMATS) {
    for (const to of FORMATS) {
      const read = readData(to.write(readData(from.write(data)).data));
      expect(read.format.id).toBe(to.id);
      expect(read.data).toEqual(data);
    }
  }
});

it('finds a format by its id', () => {
  for (const { id } of FORMATS) expect(formatOf(id).id).toBe(id);
});

it.each([
  ['', 'empty'],
  ['a cat', 'unknownFormat in line 1'],
  ['[{"a": 1}]', 'unknownFormat in line 1, [0]'],
  ['[{"a": "b", "c": "d"}]', 'column in line 1'],
  ['{\n"prompt": "a",\n"completion" "b"\n}', 'syntax in line 3'],
  ['[{"a": 1},\n', 'syntax in line 2'],
])('says what is wrong with %j', (source, wanted) => {
  expect(() => readData(source)).toThrow(wanted);
});

it('refuses what is too large before reading it', () => {
  expect(() => readData('x'.repeat(20_000_001))).toThrow(DataError);
});

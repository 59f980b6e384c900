import { expect, it } from 'vitest';
import { pair } from '../../conversation.ts';
import { describeFormat } from '../../testing/describe-format.ts';
import { csv } from './index.ts';

describeFormat(csv, {
  'finds a column that is not there': ['prompt,cat\na,b', 'column in line 1, completion'],
  'finds a row with a cell too few': ['prompt,completion\na,b\nc', 'cells in line 3, completion'],
  'finds a row with a cell too many': ['prompt,completion\na,b,c', 'cells in line 2'],
  'finds a quote that never closes': ['prompt,completion\na,"b\nc', 'unclosedQuote in line 2'],
  'finds a cell that a separator has cut': ['prompt,completion\na,"b" c, d', 'cells in line 2'],
  'counts the lines inside quoted cells': [
    'prompt,completion\n"a\n\na",b\nc,',
    'emptyText in line 5, completion',
  ],
  'finds a header alone': ['prompt,completion\n', 'empty'],
});

it('reads what spreadsheets write', () => {
  expect(csv.parse('\ufeffQuestion,Answer\r\n"say ""hi"", please","a, b"\r\n')).toEqual([
    pair('say "hi", please', 'a, b'),
  ]);
});

it('joins rows of one conversation', () => {
  const source = 'conversation,prompt,completion\r\n1,a,b\r\n1,c,d\r\n2,e,f\r\n';
  const read = csv.parse(source);
  expect(read.map(({ turns }) => turns.length)).toEqual([4, 2]);
  expect(csv.write(read)).toBe(source);
});

it('takes quotes in a cell that is not quoted as a whole for text', () => {
  expect(csv.parse('prompt,completion\na,b"c"\n"蓝天"加分吗？,"""x"" y"\n')).toEqual([
    pair('a', 'b"c"'),
    pair('"蓝天"加分吗？', '"x" y'),
  ]);
});

it('puts input on a line of its own', () => {
  expect(csv.parse('instruction,input,output\na,b,c\nd,,e\n')).toEqual([pair('a\nb', 'c'), pair('d', 'e')]);
});

it('reads the line that Excel puts first', () => {
  expect(csv.parse('sep=;\r\nFrage;Antwort\r\na, b;c\r\n')).toEqual([pair('a, b', 'c')]);
});

it('finds the first fault among the rows of one conversation', () => {
  expect(() => csv.parse('conversation,prompt,completion\n1,a,b\n1,c,\n')).toThrow(
    'emptyText in line 3, completion',
  );
});

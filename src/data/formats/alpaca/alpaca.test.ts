import { expect, it } from 'vitest';
import { pair } from '../../conversation.ts';
import { describeFormat } from '../../testing/describe-format.ts';
import { alpaca } from './index.ts';

describeFormat(alpaca, {
  'names the line of a missing answer': [
    '[\n  {\n    "instruction": "a",\n    "input": ""\n  }\n]',
    'missing in line 2, [0].output',
  ],
  'names the line of an answer that is no text': [
    '[\n  {"instruction": "a", "output": "b"},\n  {\n    "instruction": "a",\n    "output": 3\n  }\n]',
    'notText in line 5, [1].output',
  ],
  'names the line where the JSON breaks': ['[\n{"instruction": "a",\n"output" "b"}]', 'syntax in line 3'],
  'finds an empty question': ['{"instruction": " ", "output": "b"}', 'emptyText in line 1, instruction'],
  'finds a history that is no list': [
    '{"instruction": "a", "output": "b", "history": "c"}',
    'notList in line 1, history',
  ],
  'finds a list of texts': ['["a"]', 'notObject in line 1, [0]'],
  'finds nothing in nothing': [' \n', 'empty'],
  'finds nothing in an empty list': ['[]', 'empty'],
});

it('puts input on a line of its own', () => {
  const source = '[{"instruction":"判断情感：","input":"这个蛋糕很好。","output":"正面"}]';
  expect(alpaca.parse(source)).toEqual([pair('判断情感：\n这个蛋糕很好。', '正面')]);
  expect(JSON.parse(alpaca.write(alpaca.parse(source)))).toEqual(JSON.parse(source));
});

it('reads the history of LLaMA-Factory', () => {
  const source = '[{"instruction":"c","input":"","output":"d","system":"s","history":[["a","b"]]}]';
  expect(alpaca.parse(source)[0]).toEqual({
    system: 's',
    turns: ['a', 'b', 'c', 'd'].map((content, i) => ({ role: i % 2 ? 'assistant' : 'user', content })),
  });
});

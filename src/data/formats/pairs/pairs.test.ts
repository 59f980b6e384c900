import { expect, it } from 'vitest';
import { describeFormat } from '../../testing/describe-format.ts';
import { pairs } from './index.ts';

describeFormat(pairs, {
  'finds a missing completion': ['{"prompt": "a"}', 'missing in line 1, completion'],
  'finds a prompt that is a number': ['{"prompt": 3, "completion": "b"}', 'notText in line 1, prompt'],
  'finds an empty completion': ['{"prompt": "a", "completion": ""}', 'emptyText in line 1, completion'],
  'finds a completion that is a question': [
    '{"prompt": [{"role":"user","content":"a"}], "completion": [{"role":"user","content":"b"}]}',
    'order in line 1, completion[0]',
  ],
});

it('writes a single pair as two texts and a conversation as messages', () => {
  const turns = ['a', 'b', 'c', 'd'].map((content, i) => ({
    role: i % 2 ? ('assistant' as const) : ('user' as const),
    content,
  }));
  const [single, several] = pairs
    .write([{ turns: turns.slice(0, 2) }, { turns }])
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(single).toEqual({ prompt: 'a', completion: 'b' });
  expect(several.prompt).toHaveLength(3);
  expect(several.completion).toEqual([{ role: 'assistant', content: 'd' }]);
});

import { expect, it } from 'vitest';
import { describeFormat } from '../../testing/describe-format.ts';
import { oasst } from './index.ts';

const node = (role: string, text: string, more: object = {}) => ({ role, text, replies: [], ...more });
const tree = (prompt: object) => JSON.stringify({ message_tree_id: 't', prompt });
const answer = (text: string, more: object = {}) => node('assistant', text, more);

describeFormat(oasst, {
  'finds a tree without a prompt': ['{"replies": []}', 'missing in line 1, prompt'],
  'finds a question without an answer': [tree(node('prompter', 'a')), 'noAnswer in line 1, prompt'],
  'finds replies that are no list': [
    tree(node('prompter', 'a', { replies: 'b' })),
    'notList in line 1, prompt.replies',
  ],
  'finds a person who answers himself': [
    tree(node('prompter', 'a', { replies: [node('prompter', 'b', { replies: [answer('c')] })] })),
    'order in line 1, prompt.replies[0]',
  ],
});

it('takes the best-ranked path', () => {
  const followUp = node('prompter', 'more?', {
    replies: [answer('worse', { rank: 1 }), answer('best', { rank: 0 })],
  });
  const source = tree(
    node('prompter', 'hi', {
      replies: [
        answer('unranked'),
        answer('second', { rank: 1 }),
        answer('deleted', { rank: 0, deleted: true }),
        answer('first', { rank: 0, replies: [followUp] }),
      ],
    }),
  );
  expect(oasst.parse(source)[0]?.turns.map(({ content }) => content)).toEqual([
    'hi',
    'first',
    'more?',
    'best',
  ]);
});

it('drops a question without an answer', () => {
  const source = tree(
    node('prompter', 'hi', { replies: [answer('hello', { replies: [node('prompter', 'and?')] })] }),
  );
  expect(oasst.parse(source)[0]?.turns).toHaveLength(2);
});

it('refuses a tree deeper than any conversation', () => {
  let deep: object = answer('end');
  for (let i = 0; i < 1000; i++) deep = node(i % 2 ? 'assistant' : 'prompter', 'x', { replies: [deep] });
  expect(() => oasst.parse(tree(deep))).toThrow('tooManyTurns in line 1');
});

import { expect, it } from 'vitest';
import { describeFormat } from '../../testing/describe-format.ts';
import { messages } from './index.ts';

const line = (...list: object[]) => JSON.stringify({ messages: list });
const user = { role: 'user', content: 'a' };
const assistant = { role: 'assistant', content: 'b' };

describeFormat(messages, {
  'names the line of a missing text': [
    `${line(user, assistant)}\n${line({ role: 'user' }, assistant)}`,
    'missing in line 2, messages[0].content',
  ],
  'finds a weight that is neither 0 nor 1': [
    line(user, { ...assistant, weight: 0.5 }),
    'weight in line 1, messages[1].weight',
  ],
  'finds a system text that comes late': [
    line(user, assistant, { role: 'system', content: 's' }, user, assistant),
    'lateSystem in line 1, messages[2]',
  ],
  'finds what a tool has said': [line({ role: 'tool', content: 'x' }), 'tools in line 1, messages[0].role'],
  'finds a picture among the parts': [
    line({ ...user, content: [{ type: 'text', text: 'a' }, { type: 'image_url' }] }, assistant),
    'pictures in line 1, messages[0].content[1]',
  ],
  'finds two questions in a row': [line(user, user, assistant), 'order in line 1, messages[1]'],
  'names the line that is no JSON': [`${line(user, assistant)}\n\n{"messages": [`, 'syntax in line 3'],
});

it('keeps which answers are not learned', () => {
  const source = `${line({ role: 'system', content: 's' }, user, { ...assistant, weight: 0 }, user, assistant)}\n`;
  const [read] = messages.parse(source);
  expect(read).toEqual({ system: 's', turns: [user, { ...assistant, weight: 0 }, user, assistant] });
  expect(messages.write([read!])).toBe(source);
  expect(messages.parse(line(user, { ...assistant, weight: 1 }))[0]?.turns[1]).toEqual(assistant);
  expect(messages.parse(line(user, { ...assistant, loss: false }))[0]?.turns[1]).toEqual({
    ...assistant,
    weight: 0,
  });
});

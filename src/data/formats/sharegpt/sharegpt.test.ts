import { expect, it } from 'vitest';
import { pair } from '../../conversation.ts';
import { describeFormat } from '../../testing/describe-format.ts';
import { sharegpt } from './index.ts';

describeFormat(sharegpt, {
  'finds a role nobody knows': [
    '[{"conversations":[\n{"from":"cat","value":"meow"}]}]',
    'role in line 2, [0].conversations[0].from',
  ],
  'finds an answer before its question': [
    '[{"conversations":[{"from":"gpt","value":"b"}]}]',
    'order in line 1, [0].conversations[0]',
  ],
  'finds a question without an answer': [
    '[{"conversations":[{"from":"human","value":"a"}]}]',
    'noAnswer in line 1, [0].conversations[0]',
  ],
  'finds an empty conversation': ['[{"conversations":[]}]', 'noTurns in line 1, [0].conversations'],
});

it('reads a system text inside or outside the list', () => {
  const said = '{"from":"human","value":"a"},{"from":"gpt","value":"b"}';
  const wanted = [{ system: 's', ...pair('a', 'b') }];
  expect(sharegpt.parse(`[{"system":"s","conversations":[${said}]}]`)).toEqual(wanted);
  expect(sharegpt.parse(`[{"conversations":[{"from":"system","value":"s"},${said}]}]`)).toEqual(wanted);
});

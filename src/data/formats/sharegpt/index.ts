/**
 * @file ShareGPT, as FastChat and LLaMA-Factory read it: a JSON list of `{ conversations: [{ from, value }] }`, from
 * `human` and `gpt`, and `system` first where there is one (or as a field of its own).
 */
import type { Conversation, DataSet } from '../../conversation.ts';
import { conversation, messagesAt, objectAt, optionalTextAt } from '../fields.ts';
import type { Format } from '../format.ts';
import { type Entry, readEntries } from '../json.ts';

function read(entry: Entry): Conversation {
  const fields = objectAt(entry, entry.value);
  const outer = optionalTextAt(entry, fields.system, ['system']);
  const names = { role: 'from', content: 'value' };
  const { system, turns, pathOf } = messagesAt(entry, fields.conversations, ['conversations'], names);
  // ShareGPT has no weights: every answer counts.
  const plain = turns.map(({ role, content }) => ({ role, content }));
  return conversation(entry, system ?? outer, plain, pathOf);
}

function record({ system, turns }: Conversation): object {
  const said = turns.map(({ role, content }) => ({
    from: role === 'user' ? 'human' : 'gpt',
    value: content,
  }));
  return { conversations: system === undefined ? said : [{ from: 'system', value: system }, ...said] };
}

export const sharegpt: Format = {
  id: 'sharegpt',
  extension: 'json',
  holds: { turns: true, system: true, weight: false },
  sniff: (text) => /^\s*[[{]/.test(text) && /"conversations"\s*:/.test(text),
  parse: (text): DataSet => readEntries(text).map(read),
  write: (data) => `${JSON.stringify(data.map(record), null, 2)}\n`,
};

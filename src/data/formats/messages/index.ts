/**
 * @file OpenAI's fine-tuning format: JSON Lines of `{ messages: [{ role, content, weight? }] }`. An answer of weight 0
 * is read and not learned (platform.openai.com/docs/guides/fine-tuning, "multi-turn chat examples").
 */
import type { Conversation, DataSet } from '../../conversation.ts';
import { conversation, messagesAt, objectAt } from '../fields.ts';
import type { Format } from '../format.ts';
import { type Entry, readEntries } from '../json.ts';

function read(entry: Entry): Conversation {
  const fields = objectAt(entry, entry.value);
  const names = { role: 'role', content: 'content' };
  const { system, turns, pathOf } = messagesAt(entry, fields.messages, ['messages'], names);
  return conversation(entry, system, turns, pathOf);
}

function record({ system, turns }: Conversation): object {
  return { messages: system === undefined ? turns : [{ role: 'system', content: system }, ...turns] };
}

export const messages: Format = {
  id: 'messages',
  extension: 'jsonl',
  holds: { turns: true, system: true, weight: true },
  sniff: (text) => /^\s*[[{]/.test(text) && /"messages"\s*:/.test(text),
  parse: (text): DataSet => readEntries(text).map(read),
  write: (data) => data.map((one) => `${JSON.stringify(record(one))}\n`).join(''),
};

/**
 * @file Prompt and completion, as TRL reads them: JSON Lines of `{ prompt, completion }`, both texts, or both lists of
 * messages where the prompt is a conversation; and the same under other names (question and answer).
 */
import type { Conversation } from '../../conversation.ts';
import type { Entry } from '../entry.ts';
import { conversation, messagesAt, noteUnread, objectAt } from '../fields.ts';
import { jsonFormat } from '../format.ts';
import { namesIn, PREFERENCE_NAMES } from '../names.ts';
import { readRecord, recordNames } from '../record.ts';

function read(entry: Entry): Conversation {
  const fields = objectAt(entry, entry.value);
  const names = recordNames(fields, { prompt: 'prompt', completion: 'completion' });
  const { prompt, completion } = names;
  if (!Array.isArray(fields[prompt])) return readRecord(entry, fields, names);
  const asked = messagesAt(entry, fields[prompt], [prompt]);
  const answered = messagesAt(entry, fields[completion], [completion]);
  if (answered.system !== undefined) throw entry.error('lateSystem', [completion, 0]);
  const before = asked.turns.length;
  noteUnread(entry, fields, [prompt, completion, ...PREFERENCE_NAMES.verdict]);
  return conversation(entry, asked.system, [...asked.turns, ...answered.turns], (turn) =>
    turn < before ? asked.pathOf(turn) : answered.pathOf(turn - before),
  );
}

function record({ system, turns }: Conversation): object {
  const plain = turns.map(({ role, content }) => ({ role, content }));
  if (plain.length === 2 && system === undefined)
    return { prompt: plain[0]!.content, completion: plain[1]!.content };
  const asked = plain.slice(0, -1);
  return {
    prompt: system === undefined ? asked : [{ role: 'system', content: system }, ...asked],
    completion: plain.slice(-1),
  };
}

export const pairs = jsonFormat({
  id: 'pairs',
  extension: 'jsonl',
  holds: { turns: true, system: true, weight: false },
  recognises: (fields) => {
    const { prompt, completion } = namesIn(Object.keys(fields));
    return prompt !== undefined && completion !== undefined;
  },
  read,
  write: (data) => data.map((one) => `${JSON.stringify(record(one))}\n`).join(''),
});

/**
 * @file Prompt and completion, as TRL reads them: JSON Lines of `{ prompt, completion }`, both texts, or both lists of
 * messages where the prompt is a conversation.
 */
import type { Conversation, DataSet } from '../../conversation.ts';
import { conversation, messagesAt, objectAt, textAt } from '../fields.ts';
import type { Format } from '../format.ts';
import { type Entry, readEntries } from '../json.ts';

const NAMES = { role: 'role', content: 'content' };

function read(entry: Entry): Conversation {
  const { prompt, completion } = objectAt(entry, entry.value);
  if (!Array.isArray(prompt)) {
    const turns = [
      { role: 'user' as const, content: textAt(entry, prompt, ['prompt']) },
      { role: 'assistant' as const, content: textAt(entry, completion, ['completion']) },
    ];
    return conversation(entry, undefined, turns, (turn) => [turn === 0 ? 'prompt' : 'completion']);
  }
  const asked = messagesAt(entry, prompt, ['prompt'], NAMES);
  const answered = messagesAt(entry, completion, ['completion'], NAMES);
  const turns = [...asked.turns, ...answered.turns].map(({ role, content }) => ({ role, content }));
  const before = asked.turns.length;
  return conversation(entry, asked.system, turns, (turn) =>
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

export const pairs: Format = {
  id: 'pairs',
  extension: 'jsonl',
  holds: { turns: true, system: true, weight: false },
  sniff: (text) => /^\s*[[{]/.test(text) && /"prompt"\s*:\s*["[]/.test(text) && /"completion"\s*:/.test(text),
  parse: (text): DataSet => readEntries(text).map(read),
  write: (data) => data.map((one) => `${JSON.stringify(record(one))}\n`).join(''),
};

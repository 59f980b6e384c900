/**
 * @file ShareGPT, as FastChat and LLaMA-Factory read it: a JSON list of `{ conversations: [{ from, value }] }`, from
 * `human` and `gpt`, and `system` first where there is one (or as a field of its own). Lists under other names, and
 * lists of exchanges, are read as well.
 */
import type { Conversation } from '../../conversation.ts';
import { readDialogue } from '../dialogue.ts';
import { type Fields, isFields } from '../fields.ts';
import { jsonFormat } from '../format.ts';
import { LIST_NAMES } from '../names.ts';

function listName(fields: Fields): string | undefined {
  return LIST_NAMES.find((name) => Array.isArray(fields[name]));
}

function record({ system, turns }: Conversation): object {
  const said = turns.map(({ role, content }) => ({
    from: role === 'user' ? 'human' : 'gpt',
    value: content,
  }));
  return { conversations: system === undefined ? said : [{ from: 'system', value: system }, ...said] };
}

export const sharegpt = jsonFormat({
  id: 'sharegpt',
  extension: 'json',
  holds: { turns: true, system: true, weight: false },
  recognises: (fields) => Object.hasOwn(fields, LIST_NAMES[0]) || listName(fields) !== undefined,
  read: (entry) => readDialogue(entry, (isFields(entry.value) && listName(entry.value)) || LIST_NAMES[0]),
  write: (data) => `${JSON.stringify(data.map(record), null, 2)}\n`,
});

/** @file An example that is a list: of messages, each with its role, or of exchanges, each a question and its answer. */
import type { Conversation, Turn } from '../conversation.ts';
import type { Entry, Path } from './entry.ts';
import {
  conversation,
  type DialogueParts,
  isFields,
  listAt,
  messagesAt,
  nameOf,
  noteUnread,
  objectAt,
  optionalTextAt,
} from './fields.ts';
import { MESSAGE_NAMES, PREFERENCE_NAMES } from './names.ts';
import { exchangeAt, recordNames } from './record.ts';

/** Firefly's `{ human, assistant }`, XTuner's `{ system, input, output }`. */
function isExchange(value: unknown): boolean {
  if (!isFields(value) || Object.hasOwn(value, nameOf(value, MESSAGE_NAMES.role))) return false;
  const { prompt, completion } = recordNames(value, { prompt: '', completion: '' });
  return prompt !== '' && completion !== '';
}

function exchangesAt(entry: Entry, list: readonly unknown[], path: Path): DialogueParts {
  let system: string | undefined;
  const turns: Turn[] = [];
  const paths: Path[] = [];
  for (const [i, item] of list.entries()) {
    const here = [...path, i];
    const fields = objectAt(entry, item, here);
    const names = recordNames(fields, { prompt: 'human', completion: 'assistant' });
    const said = names.system && optionalTextAt(entry, fields[names.system], [...here, names.system]);
    if (said && i > 0) throw entry.error('lateSystem', here);
    if (said) system = said;
    turns.push(...exchangeAt(entry, fields, names, here));
    paths.push([...here, names.prompt], [...here, names.completion]);
    noteUnread(entry, fields, [names.prompt, names.input, names.completion, names.system], `${path[0]}[].`);
  }
  return { system, turns, pathOf: (turn) => paths[turn] ?? path };
}

/** Reads the list of that name, and a system text beside it. */
export function readDialogue(entry: Entry, name: string): Conversation {
  const fields = objectAt(entry, entry.value);
  const outer = optionalTextAt(entry, fields.system, ['system']);
  const list = listAt(entry, fields[name], [name]);
  const { system, turns, pathOf } = isExchange(list[0])
    ? exchangesAt(entry, list, [name])
    : messagesAt(entry, list, [name]);
  noteUnread(entry, fields, [name, 'system', ...PREFERENCE_NAMES.verdict]);
  return conversation(entry, system ?? outer, turns, pathOf);
}

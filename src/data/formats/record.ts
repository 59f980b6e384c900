/** @file An example with a field for the question and one for the answer, under any known names. */
import type { Conversation, Turn } from '../conversation.ts';
import type { Entry, Path } from './entry.ts';
import { conversation, type Fields, listAt, noteUnread, optionalTextAt, textAt } from './fields.ts';
import { type Names, namesIn, PREFERENCE_NAMES } from './names.ts';

/** The fields of question and answer, present or missing. */
export type RecordNames = Names & { prompt: string; completion: string };

/** The names that a record has, with those of its format for what is missing. */
export function recordNames(fields: Fields, missing: { prompt: string; completion: string }): RecordNames {
  const present = Object.keys(fields).filter((key) => fields[key] !== null);
  return { ...missing, ...namesIn(present) };
}

/** One question and its answer. Instruction and input become one question, input on a line of its own. */
export function exchangeAt(entry: Entry, fields: Fields, names: RecordNames, path: Path = []): Turn[] {
  const asked = textAt(entry, fields[names.prompt], [...path, names.prompt]);
  const input = names.input && optionalTextAt(entry, fields[names.input], [...path, names.input]);
  const question =
    input === undefined || input === '' ? asked : asked.trim() === '' ? input : `${asked}\n${input}`;
  return [
    { role: 'user', content: question },
    { role: 'assistant', content: textAt(entry, fields[names.completion], [...path, names.completion]) },
  ];
}

/** A record with a system text and a history of exchanges, as LLaMA-Factory writes them, where it has such. */
export function readRecord(entry: Entry, fields: Fields, names: RecordNames): Conversation {
  const system = names.system && optionalTextAt(entry, fields[names.system], [names.system]);
  const turns: Turn[] = [];
  const history = fields.history === '' ? [] : (fields.history ?? []);
  for (const [i, exchange] of listAt(entry, history, ['history']).entries()) {
    const [question, answer] = listAt(entry, exchange, ['history', i]);
    turns.push({ role: 'user', content: textAt(entry, question, ['history', i, 0]) });
    turns.push({ role: 'assistant', content: textAt(entry, answer, ['history', i, 1]) });
  }
  const last = turns.length;
  turns.push(...exchangeAt(entry, fields, names));
  const { prompt, input, completion, system: systemName } = names;
  noteUnread(entry, fields, [prompt, input, completion, systemName, 'history', ...PREFERENCE_NAMES.verdict]);
  return conversation(entry, system || undefined, turns, (turn) =>
    turn < last ? ['history', Math.floor(turn / 2), turn % 2] : [turn === last ? prompt : completion],
  );
}

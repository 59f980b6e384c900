/**
 * @file Alpaca (Taori et al. 2023): a JSON list of `{ instruction, input, output }`, with `system` and `history` as
 * LLaMA-Factory writes them. Instruction and input become one question, input on a line of its own.
 */
import type { Conversation, DataSet, Turn } from '../../conversation.ts';
import { conversation, listAt, objectAt, optionalTextAt, textAt } from '../fields.ts';
import type { Format } from '../format.ts';
import { type Entry, readEntries } from '../json.ts';

function read(entry: Entry): Conversation {
  const fields = objectAt(entry, entry.value);
  const system = optionalTextAt(entry, fields.system, ['system']);
  const turns: Turn[] = [];
  const history = fields.history ?? [];
  for (const [i, exchange] of listAt(entry, history, ['history']).entries()) {
    const [question, answer] = listAt(entry, exchange, ['history', i]);
    turns.push({ role: 'user', content: textAt(entry, question, ['history', i, 0]) });
    turns.push({ role: 'assistant', content: textAt(entry, answer, ['history', i, 1]) });
  }
  const instruction = textAt(entry, fields.instruction, ['instruction']);
  const input = optionalTextAt(entry, fields.input, ['input']);
  turns.push({ role: 'user', content: input === undefined ? instruction : `${instruction}\n${input}` });
  turns.push({ role: 'assistant', content: textAt(entry, fields.output, ['output']) });
  const last = turns.length - 2;
  return conversation(entry, system, turns, (turn) =>
    turn < last ? ['history', Math.floor(turn / 2), turn % 2] : [turn === last ? 'instruction' : 'output'],
  );
}

/** Back into instruction and input, where there is something on either side of the first line break. */
function split(question: string): { instruction: string; input: string } {
  const at = question.indexOf('\n');
  const [instruction, input] = at < 0 ? [question, ''] : [question.slice(0, at), question.slice(at + 1)];
  const both = instruction.trim() !== '' && input.trim() !== '';
  return both ? { instruction, input } : { instruction: question, input: '' };
}

function record({ system, turns }: Conversation): object {
  const history = Array.from({ length: turns.length / 2 - 1 }, (_, i) => [
    turns[2 * i]!.content,
    turns[2 * i + 1]!.content,
  ]);
  return {
    ...split(turns.at(-2)!.content),
    output: turns.at(-1)!.content,
    ...(system !== undefined && { system }),
    ...(history.length > 0 && { history }),
  };
}

export const alpaca: Format = {
  id: 'alpaca',
  extension: 'json',
  holds: { turns: true, system: true, weight: false },
  sniff: (text) => /^\s*[[{]/.test(text) && /"instruction"\s*:/.test(text),
  parse: (text): DataSet => readEntries(text).map(read),
  write: (data) => `${JSON.stringify(data.map(record), null, 2)}\n`,
};

/**
 * @file Alpaca (Taori et al. 2023): a JSON list of `{ instruction, input, output }`, with `system` and `history` as
 * LLaMA-Factory writes them, and the same under other names (Dolly's `context` and `response`).
 */
import type { Conversation } from '../../conversation.ts';
import { objectAt } from '../fields.ts';
import { jsonFormat } from '../format.ts';
import { readRecord, recordNames } from '../record.ts';

/** Splits into instruction and input at the first line break, where both are non-empty. */
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

export const alpaca = jsonFormat({
  id: 'alpaca',
  extension: 'json',
  holds: { turns: true, system: true, weight: false },
  recognises: (fields) => Object.hasOwn(fields, 'instruction'),
  read: (entry) => {
    const fields = objectAt(entry, entry.value);
    const names = recordNames(fields, { prompt: 'instruction', completion: 'output' });
    // An instruction beside a question under another name identifies the format.
    return readRecord(entry, fields, { ...names, prompt: 'instruction' });
  },
  write: (data) => `${JSON.stringify(data.map(record), null, 2)}\n`,
});

/**
 * @file OpenAI's fine-tuning format: JSON Lines of `{ messages: [{ role, content, weight? }] }`. An answer of weight 0
 * is not trained on (platform.openai.com/docs/guides/fine-tuning, "multi-turn chat examples").
 */
import type { Conversation } from '../../conversation.ts';
import { readDialogue } from '../dialogue.ts';
import { jsonFormat } from '../format.ts';

function record({ system, turns }: Conversation): object {
  return { messages: system === undefined ? turns : [{ role: 'system', content: system }, ...turns] };
}

export const messages = jsonFormat({
  id: 'messages',
  extension: 'jsonl',
  holds: { turns: true, system: true, weight: true },
  recognises: (fields) => Object.hasOwn(fields, 'messages'),
  read: (entry) => readDialogue(entry, 'messages'),
  write: (data) => data.map((one) => `${JSON.stringify(record(one))}\n`).join(''),
});

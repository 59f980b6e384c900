/**
 * @file The chat template: `<bos><user>question<assistant>answer<eos>`. The base has seen the two role tokens as
 * separators of similar pieces of text, never with an answer after a question.
 */

import type { Turn } from './conversation.ts';
import type { Tokenizer } from './tokenizer.ts';

/** The same template in Jinja, for `tokenizer_config.json`. A system text has no place of its own in it. */
export const CHAT_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}<user>{{ message['content'] }}{% elif message['role'] == 'assistant' %}<assistant>{{ message['content'] }}{{ eos_token }}{% else %}{{ raise_exception('Only user and assistant: put a system text at the head of the first question.') }}{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

const BREAK = /\s*[\r\n]\s*/u;
const WIDE = /[\u3000-\u9fff\uff00-\uffef]/u;

/** Text without line breaks, which the bases have never seen: none between Chinese characters, elsewhere a space. */
export function oneLine(text: string): string {
  if (!BREAK.test(text)) return text;
  return text.split(new RegExp(BREAK, 'u')).reduce((before, after) => {
    const isJoined =
      before === '' || after === '' || WIDE.test(before.slice(-1)) || WIDE.test(after.charAt(0));
    return before + (isJoined ? '' : ' ') + after;
  });
}

/** Token ids of one turn: its role token, its text, and `<eos>` after an answer. */
export function encodeTurn(tokenizer: Tokenizer, { role, content }: Turn): number[] {
  const ids = tokenizer.encode(oneLine(content));
  return role === 'user' ? [tokenizer.userId, ...ids] : [tokenizer.assistantId, ...ids, tokenizer.eosId];
}

/** Token ids of a prompt in the chat template, ready for generation. */
export function encodePrompt(tokenizer: Tokenizer, text: string): number[] {
  return [tokenizer.bosId, ...encodeTurn(tokenizer, { role: 'user', content: text }), tokenizer.assistantId];
}

/** Token ids of raw text to be continued, after `<bos>`. */
export function encodeRaw(tokenizer: Tokenizer, text: string): number[] {
  return [tokenizer.bosId, ...tokenizer.encode(oneLine(text))];
}

/**
 * @file The chat template: `<bos><user>question<assistant>answer<eos>`. The base has seen the two role tokens as
 * separators of like pieces, never with an answer behind a question.
 */
import type { Tokenizer } from '../model/tokenizer.ts';

/** Same template as Jinja, for `tokenizer_config.json` of an exported model. */
export const CHAT_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'user' %}<user>{{ message['content'] }}{% elif message['role'] == 'assistant' %}<assistant>{{ message['content'] }}{{ eos_token }}{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

/** A prompt as people read it: what the model sees before it answers. */
export function renderPrompt(text: string): string {
  return `<bos><user>${text}<assistant>`;
}

/** A whole example as people read it. */
export function renderExample(prompt: string, response: string): string {
  return `${renderPrompt(prompt)}${response}<eos>`;
}

/** Token ids of a prompt in the chat template, ready for generation. */
export function encodePrompt(tokenizer: Tokenizer, text: string): number[] {
  return [tokenizer.bosId, tokenizer.userId, ...tokenizer.encode(text), tokenizer.assistantId];
}

/** Token ids of raw text to be continued: only `<bos>` stands before it. */
export function encodeRaw(tokenizer: Tokenizer, text: string): number[] {
  return [tokenizer.bosId, ...tokenizer.encode(text)];
}

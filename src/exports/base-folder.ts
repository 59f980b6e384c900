/** @file The base as a folder that Transformers, TRL and LLaMA-Factory open. */
import { SPECIAL_TOKENS } from '../model/tokenizer.ts';
import { tokenizerConfigJson } from '../model/tokenizer-config.ts';
import type { ExportedFile } from '../peft/method.ts';
import type { ModelFiles } from '../train/protocol.ts';

/**
 * The chat template with the answers marked, by which TRL's `assistant_only_loss` finds them. A system message stands
 * between `<bos>` and the first question, where LLaMA-Factory's reader of templates looks for it.
 */
export const MARKED_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}{{ message['content'] }}{% elif message['role'] == 'user' %}<user>{{ message['content'] }}{% elif message['role'] == 'assistant' %}<assistant>{% generation %}{{ message['content'] }}{{ eos_token }}{% endgeneration %}{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

const json = (name: string, content: unknown): ExportedFile => ({
  name,
  bytes: new TextEncoder().encode(`${JSON.stringify(content, null, 2)}\n`),
});

export function baseFolder(
  { config, tokenizer, weights }: ModelFiles,
  contextLength: number,
): ExportedFile[] {
  const bos = '<bos>';
  const id = SPECIAL_TOKENS.indexOf(bos);
  const begin = { SpecialToken: { id: bos, type_id: 0 } };
  return [
    json('base/config.json', JSON.parse(config)),
    { name: 'base/model.safetensors', bytes: weights },
    json('base/tokenizer.json', {
      ...(JSON.parse(tokenizer) as Record<string, unknown>),
      // LLaMA-Factory takes what an empty text is read as for the prefix of every conversation.
      post_processor: {
        type: 'TemplateProcessing',
        single: [begin, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [begin, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
        special_tokens: { [bos]: { id: bos, ids: [id], tokens: [bos] } },
      },
    }),
    json('base/tokenizer_config.json', {
      ...tokenizerConfigJson(contextLength),
      chat_template: MARKED_TEMPLATE,
    }),
  ];
}

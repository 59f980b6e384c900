/** @file The base as a folder that Transformers, TRL, LLaMA-Factory, axolotl and MLX open. */
import type { NamedTensors } from '../engine/vocabulary.ts';
import { writeSafetensors } from '../model/safetensors.ts';
import { SPECIAL_TOKENS } from '../model/tokenizer.ts';
import { tokenizerConfigJson } from '../model/tokenizer-config.ts';
import type { ExportedFile } from '../peft/method.ts';
import type { ModelFiles } from '../train/protocol.ts';
import { jsonFile } from './values.ts';

/**
 * The chat template with marked answers, which TRL's `assistant_only_loss` needs. A system message is put between `<bos>`
 * and the first question, where LLaMA-Factory's template reader expects it.
 */
const MARKED_TEMPLATE =
  "{{ bos_token }}{% for message in messages %}{% if message['role'] == 'system' %}{{ message['content'] }}{% elif message['role'] == 'user' %}<user>{{ message['content'] }}{% elif message['role'] == 'assistant' %}<assistant>{% generation %}{{ message['content'] }}{{ eos_token }}{% endgeneration %}{% endif %}{% endfor %}{% if add_generation_prompt %}<assistant>{% endif %}";

/** @param tensors the weights that the run starts from; written in float32, so that no tool computes in lower precision */
export function baseFolder(
  { config, tokenizer }: ModelFiles,
  tensors: NamedTensors,
  contextLength: number,
): ExportedFile[] {
  const bos = '<bos>';
  const id = SPECIAL_TOKENS.indexOf(bos);
  const begin = { SpecialToken: { id: bos, type_id: 0 } };
  const { torch_dtype: _, ...settings } = JSON.parse(config) as Record<string, unknown>;
  return [
    jsonFile('base/config.json', { ...settings, dtype: 'float32' }),
    { name: 'base/model.safetensors', bytes: writeSafetensors(tensors, 'F32') },
    jsonFile('base/tokenizer.json', {
      ...(JSON.parse(tokenizer) as Record<string, unknown>),
      // LLaMA-Factory uses the tokens of an empty text as the prefix of every conversation.
      post_processor: {
        type: 'TemplateProcessing',
        single: [begin, { Sequence: { id: 'A', type_id: 0 } }],
        pair: [begin, { Sequence: { id: 'A', type_id: 0 } }, { Sequence: { id: 'B', type_id: 1 } }],
        special_tokens: { [bos]: { id: bos, ids: [id], tokens: [bos] } },
      },
    }),
    jsonFile('base/tokenizer_config.json', {
      ...tokenizerConfigJson(contextLength),
      chat_template: MARKED_TEMPLATE,
    }),
  ];
}

/** @file The `tokenizer_config.json` by which Transformers knows special tokens and the chat template. */
import { CHAT_TEMPLATE } from '../data/template.ts';
import { SPECIAL_TOKENS } from './tokenizer.ts';

/** @param contextLength tokens that the model reads. */
export function tokenizerConfigJson(contextLength: number): Record<string, unknown> {
  const [pad, unknown, bos, eos, user, assistant] = SPECIAL_TOKENS;
  return {
    // The class that takes `tokenizer.json` as it is; Llama's own would split text its own way.
    tokenizer_class: 'PreTrainedTokenizerFast',
    model_max_length: contextLength,
    bos_token: bos,
    eos_token: eos,
    unk_token: unknown,
    pad_token: pad,
    additional_special_tokens: [user, assistant],
    clean_up_tokenization_spaces: false,
    chat_template: CHAT_TEMPLATE,
  };
}

/** @file The `tokenizer_config.json` that gives Transformers the special tokens and the chat template. */
import { CHAT_TEMPLATE } from '../data/template.ts';
import { SPECIAL_TOKENS } from './tokenizer.ts';

/** @param contextLength tokens that the model reads. */
export function tokenizerConfigJson(contextLength: number): Record<string, unknown> {
  const [pad, unknown, bos, eos, user, assistant] = SPECIAL_TOKENS;
  return {
    // The class that uses `tokenizer.json` unchanged; Llama's own class would split text differently.
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

/** @file One example as tokens, with the weight of each next-token prediction (the loss mask of SFT). */
import type { Tokenizer } from '../model/tokenizer.ts';
import { encodePrompt } from './template.ts';

export interface EncodedExample {
  /** `<bos><user>prompt<assistant>response<eos>`. */
  tokens: number[];
  /** weights[i] is 1 where predicting tokens[i + 1] counts, else 0; the last one is always 0. */
  weights: number[];
  /** Number of tokens before the response; tokens.slice(0, promptLength) is the generation prompt. */
  promptLength: number;
}

/**
 * Encodes one example. With `maskPrompt` only the response and its `<eos>` count (the SFT convention), otherwise
 * every prediction counts. Examples longer than `maxLength` tokens lose the end of their response.
 */
export function encodeExample(
  tokenizer: Tokenizer,
  example: { prompt: string; response: string },
  options: { maskPrompt: boolean; maxLength?: number },
): EncodedExample {
  const prompt = encodePrompt(tokenizer, example.prompt);
  const all = [...prompt, ...tokenizer.encode(example.response), tokenizer.eosId];
  const tokens = all.slice(0, options.maxLength ?? all.length);
  const first = options.maskPrompt ? prompt.length - 1 : 0;
  const weights = tokens.map((_, i) => (i >= first && i < tokens.length - 1 ? 1 : 0));
  return { tokens, weights, promptLength: Math.min(prompt.length, tokens.length) };
}

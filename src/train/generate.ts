/** @file Generation: a prompt becomes tokens, tokens become text, one at a time. */
import { encodePrompt, encodeRaw } from '../data/index.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import type { Decoder } from '../engine/engine.ts';
import { createRandom } from '../world/index.ts';
import type { PromptForm, SamplingSpec, TokenAlternative } from './protocol.ts';
import { chooseToken } from './sampling.ts';

/** A prompt that the model cannot be asked. */
export class PromptError extends Error {
  readonly code: 'promptEmpty' | 'promptTooLong';
  constructor(code: PromptError['code'], detail: string) {
    super(detail);
    this.name = 'PromptError';
    this.code = code;
  }
}

/** Token ids of a prompt. Throws `PromptError` if it is empty or leaves no room for an answer. */
export function promptTokens(
  tokenizer: Tokenizer,
  prompt: string,
  form: PromptForm,
  contextLength: number,
): number[] {
  if (prompt.trim() === '') throw new PromptError('promptEmpty', '');
  const tokens = form === 'chat' ? encodePrompt(tokenizer, prompt) : encodeRaw(tokenizer, prompt);
  if (tokens.length >= contextLength)
    throw new PromptError('promptTooLong', `${tokens.length}/${contextLength - 1}`);
  return tokens;
}

export interface GeneratedToken {
  text: string;
  probability: number;
  alternatives: TokenAlternative[];
}

interface GenerationOptions {
  tokens: readonly number[];
  sampling: SamplingSpec;
  onToken?: (token: GeneratedToken) => void;
  isCancelled?: () => boolean;
}

export interface Generation {
  text: string;
  end: 'endToken' | 'length' | 'context' | 'cancelled';
}

/** Decodes a new sequence until the end token, `maxNewTokens` or the end of the context. */
export async function generate(
  decoder: Decoder,
  tokenizer: Tokenizer,
  options: GenerationOptions,
): Promise<Generation> {
  const { tokens, sampling, onToken, isCancelled = () => false } = options;
  const random = createRandom('sampling', sampling.seed);
  const answer: number[] = [];
  const finish = (end: Generation['end']): Generation => ({ text: tokenizer.decode(answer).trim(), end });
  decoder.reset();
  let logits = await decoder.feed(tokens);
  for (;;) {
    if (isCancelled()) return finish('cancelled');
    const choice = chooseToken(logits, sampling, random);
    if (choice.token === tokenizer.eosId) return finish('endToken');
    answer.push(choice.token);
    onToken?.({
      text: tokenizer.tokenText(choice.token),
      probability: choice.probability,
      alternatives: choice.alternatives.map(({ token, probability }) => ({
        text: tokenizer.tokenText(token),
        probability,
      })),
    });
    if (answer.length >= sampling.maxNewTokens) return finish('length');
    if (tokens.length + answer.length >= decoder.contextLength) return finish('context');
    logits = await decoder.feed([choice.token]);
  }
}

export const GREEDY_ANSWER: SamplingSpec = { temperature: 0, topK: 0, maxNewTokens: 48, seed: 0 };

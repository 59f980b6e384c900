/** @file Tokenizers for views without an engine, and examples as they tokenize them. */
import {
  type Conversation,
  type EncodedExample,
  encodeConversation,
  encodeExample,
  type LossMask,
} from '../data/index.ts';
import type { Tokenizer } from '../data/tokenizer.ts';
import { createTokenizer, type TokenizerJson } from '../model/tokenizer.ts';
import type { ExampleToken, ProbeExample } from '../train/protocol.ts';
import { createModelAsset } from './model-assets.ts';

const tokenizers = createModelAsset('tokenizer.json', (text) =>
  createTokenizer(JSON.parse(text) as TokenizerJson),
);

export const useTokenizer = tokenizers.use;
/** For tests. */
export const forgetTokenizers = tokenizers.forget;

/** An example as training reads it, without likelihoods: those need a model. */
export function exampleTokens(
  tokenizer: Tokenizer,
  example: ProbeExample,
  maskPrompt: boolean,
): ExampleToken[] {
  return shownTokens(tokenizer, encodeExample(tokenizer, example, { maskPrompt }));
}

/** A conversation as training reads it under a mask, without likelihoods. */
export function conversationTokens(
  tokenizer: Tokenizer,
  conversation: Conversation,
  options: { mask: LossMask; maxLength?: number },
): ExampleToken[] {
  return shownTokens(tokenizer, encodeConversation(tokenizer, conversation, options));
}

function shownTokens(tokenizer: Tokenizer, { tokens, weights }: EncodedExample): ExampleToken[] {
  return tokens.map((id, i) => ({
    text: tokenizer.tokenText(id),
    known: id !== tokenizer.unknownId,
    special: tokenizer.isSpecial(id),
    // weights[i] is about predicting token i + 1.
    trained: i > 0 && weights[i - 1] === 1,
    probability: null,
  }));
}

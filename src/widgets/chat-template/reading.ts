/** @file One pair put through the template: the string, the tokens, and which of them training counts. */
import { encodeExample } from '../../data/index.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';

/** Context of both bases, in tokens. */
export const CONTEXT = 128;

export interface Reading {
  tokens: { id: number; text: string; special: boolean; known: boolean; trained: boolean }[];
  trained: number;
  unknown: string[];
  tooLong: boolean;
}

export interface Pair {
  prompt: string;
  response: string;
}

/** @param noEnd shows what would be trained without the end token. */
export function readPair(
  tokenizer: Tokenizer,
  pair: Pair,
  options: { maskPrompt: boolean; noEnd: boolean },
): Reading {
  const { tokens: ids, weights } = encodeExample(tokenizer, pair, { maskPrompt: options.maskPrompt });
  const kept = options.noEnd && ids.at(-1) === tokenizer.eosId ? ids.slice(0, -1) : ids;
  const tokens = kept.map((id, i) => ({
    id,
    text: tokenizer.tokenText(id),
    special: tokenizer.isSpecial(id),
    known: id !== tokenizer.unknownId,
    trained: i > 0 && weights[i - 1] === 1,
  }));
  return {
    tokens,
    trained: tokens.filter(({ trained }) => trained).length,
    unknown: tokenizer.unknownCharacters(pair.prompt + pair.response),
    tooLong: kept.length > CONTEXT,
  };
}

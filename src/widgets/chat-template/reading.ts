/** @file One pair through the template: the string, the tokens, and which of them count in training. */
import { encodeExample } from '../../data/index.ts';
import type { Tokenizer } from '../../data/tokenizer.ts';
import { SHIPPED_SHAPE } from '../../recipes/bounds.ts';

interface Reading {
  tokens: { id: number; text: string; special: boolean; known: boolean; trained: boolean }[];
  trained: number;
  unknown: string[];
  tooLong: boolean;
}

export interface Pair {
  prompt: string;
  response: string;
}

/** @param noEnd drops the end token. */
export function readPair(
  tokenizer: Tokenizer,
  pair: Pair,
  options: { maskPrompt: boolean; noEnd: boolean },
): Reading {
  const { tokens: allIds, weights } = encodeExample(tokenizer, pair, { maskPrompt: options.maskPrompt });
  const ids = options.noEnd && allIds.at(-1) === tokenizer.eosId ? allIds.slice(0, -1) : allIds;
  const tokens = ids.map((id, i) => ({
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
    tooLong: ids.length > SHIPPED_SHAPE.contextLength,
  };
}

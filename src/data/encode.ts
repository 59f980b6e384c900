/** @file One example as tokens, with the weight of each next-token prediction (the loss mask of SFT). */

import { type Conversation, pair } from './conversation.ts';
import { encodeTurn } from './template.ts';
import type { Tokenizer } from './tokenizer.ts';

/**
 * Which predictions count. 'completion': the last answer (the SFT convention for pairs). 'assistant': every answer of a
 * conversation (as TRL's `assistant_only_loss`). 'everything': questions too, as in pretraining.
 */
export type LossMask = 'completion' | 'assistant' | 'everything';
export const LOSS_MASKS: readonly LossMask[] = ['completion', 'assistant', 'everything'];

export interface EncodedExample {
  /** `<bos><user>prompt<assistant>response<eos>`; from `<user>` to `<eos>` is repeated for every exchange. */
  tokens: number[];
  /** weights[i] is 1 where predicting tokens[i + 1] counts, else 0; the last one is always 0. */
  weights: number[];
  /** Number of tokens before the last response; tokens.slice(0, promptLength) is the generation prompt. */
  promptLength: number;
}

/**
 * Encodes a conversation. An answer of weight 0 counts under no mask but 'everything'. A conversation longer than `maxLength`
 * tokens loses its oldest exchanges first, then the end of its last response.
 */
export function encodeConversation(
  tokenizer: Tokenizer,
  conversation: Conversation,
  options: { mask: LossMask; maxLength?: number },
): EncodedExample {
  const { mask, maxLength = Number.POSITIVE_INFINITY } = options;
  const { system, turns } = conversation;
  const [question, ...others] = turns;
  const opening = question && system ? { ...question, content: `${system}\n${question.content}` } : question;
  const pieces = (opening ? [opening, ...others] : []).map((turn) => encodeTurn(tokenizer, turn));
  let first = 0;
  let length = 1 + pieces.reduce((sum, piece) => sum + piece.length, 0);
  while (length > maxLength && first + 2 < pieces.length) {
    length -= pieces[first]!.length + pieces[first + 1]!.length;
    first += 2;
  }
  const tokens = [tokenizer.bosId];
  // counts[i]: whether predicting token i counts.
  const counts = [false];
  let promptLength = 1;
  for (let i = first; i < pieces.length; i++) {
    const { role, weight } = turns[i]!;
    const learned = role === 'assistant' && weight !== 0 && (mask === 'assistant' || i === pieces.length - 1);
    if (role === 'assistant') promptLength = tokens.length + 1;
    for (const [j, token] of pieces[i]!.entries()) {
      tokens.push(token);
      // The role token is part of the generation prompt, not of the answer.
      counts.push(mask === 'everything' || (learned && j > 0));
    }
  }
  const cut = tokens.slice(0, maxLength);
  const weights = cut.map((_, i) => (i + 1 < cut.length && counts[i + 1] ? 1 : 0));
  return { tokens: cut, weights, promptLength: Math.min(promptLength, cut.length) };
}

/** Encodes one pair: with `maskPrompt` only the response and its `<eos>` count, otherwise every prediction. */
export function encodeExample(
  tokenizer: Tokenizer,
  example: { prompt: string; response: string },
  options: { maskPrompt: boolean; maxLength?: number },
): EncodedExample {
  const { maskPrompt, ...rest } = options;
  const mask = maskPrompt ? 'completion' : 'everything';
  return encodeConversation(tokenizer, pair(example.prompt, example.response), { mask, ...rest });
}

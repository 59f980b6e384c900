/**
 * @file How long one token takes before and after merging. The two decoders are timed alternately, so that a change of
 * load affects both; the minimum of the rounds counts, since other work only adds time.
 */
import type { Decoder } from '../engine/engine.ts';
import type { MergeSpeed } from './protocol.ts';

const ROUNDS = 5;
const TOKENS_PER_ROUND = 8;

/** @param tokens what is fed, one token at a time; at least one. */
export async function mergeSpeed(
  apart: Decoder,
  merged: Decoder,
  tokens: readonly number[],
): Promise<MergeSpeed> {
  const least: MergeSpeed = { apart: Number.POSITIVE_INFINITY, merged: Number.POSITIVE_INFINITY };
  // The first round compiles and fills caches, and is not counted.
  for (let round = 0; round <= ROUNDS; round++) {
    for (const [name, decoder] of [
      ['apart', apart],
      ['merged', merged],
    ] as const) {
      const milliseconds = await timeRound(decoder, tokens);
      if (round > 0) least[name] = Math.min(least[name], milliseconds);
    }
  }
  return least;
}

async function timeRound(decoder: Decoder, tokens: readonly number[]): Promise<number> {
  decoder.reset();
  const begin = performance.now();
  for (let i = 0; i < TOKENS_PER_ROUND; i++) await decoder.feed([tokens[i % tokens.length] as number]);
  return (performance.now() - begin) / TOKENS_PER_ROUND;
}

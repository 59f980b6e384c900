/** @file Generates from a prompt, token by token, as the page's chat does. */
import type { Decoder } from '../../src/engine/engine.ts';
import type { Base } from '../../src/train/base.ts';
import { GREEDY_ANSWER, promptTokens } from '../../src/train/generate.ts';
import type { PromptForm } from '../../src/train/protocol.ts';

export interface Prompt {
  form: PromptForm;
  text: string;
}

export interface Answer {
  tokens: number[];
  /** The greedy answer, with the token that ends it unless it was cut. */
  answer: number[];
  /** One row [vocabulary] for every token that was read: of the prompt, and of the answer but for its end. */
  rows: Float32Array[];
}

export async function ask({ tokenizer }: Base, decoder: Decoder, { text, form }: Prompt): Promise<Answer> {
  const tokens = promptTokens(tokenizer, text, form, decoder.contextLength);
  const rows = await read(decoder, tokens);
  const answer: number[] = [];
  while (answer.length < GREEDY_ANSWER.maxNewTokens && rows.length < decoder.contextLength) {
    const last = rows.at(-1) as Float32Array;
    const token = last.indexOf(Math.max(...last));
    answer.push(token);
    if (token === tokenizer.eosId) break;
    rows.push((await decoder.feed([token])).slice());
  }
  return { tokens, answer, rows };
}

/** Logits [vocabulary] after each token of a fresh sequence. */
export async function read(decoder: Decoder, tokens: readonly number[]): Promise<Float32Array[]> {
  decoder.reset();
  const rows: Float32Array[] = [];
  for (const token of tokens) rows.push((await decoder.feed([token])).slice());
  return rows;
}

/** The largest difference of a logit between two models that read the same tokens. */
export async function apart(a: Decoder, b: Decoder, tokens: readonly number[]): Promise<number> {
  const [left, right] = [await read(a, tokens), await read(b, tokens)];
  const of = (row: Float32Array, other: Float32Array) =>
    row.reduce((most, value, i) => Math.max(most, Math.abs(value - (other[i] as number))), 0);
  return Math.max(...left.map((row, i) => of(row, right[i] as Float32Array)));
}

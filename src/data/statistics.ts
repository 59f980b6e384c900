/** @file Statistics of a data set before training: lengths, duplicates, unknown characters, leaked test questions. */

import { type Conversation, type DataSet, promptOf, responseOf } from './conversation.ts';
import { encodeConversation } from './encode.ts';
import type { Tokenizer } from './tokenizer.ts';

type Script = 'zh' | 'en' | 'mixed' | 'other';

export interface Statistics {
  conversations: number;
  /** Answers beyond one for each conversation. */
  furtherTurns: number;
  /** Tokens of each conversation in the chat template. */
  lengths: number[];
  meanLength: number;
  longest: number;
  /** Conversations that do not fit the context and lose their beginning or end. */
  tooLong: number;
  /** Conversations that repeat an earlier one. */
  duplicates: number;
  /** Conversations with the question of another and a different answer. */
  conflicts: number;
  scripts: Record<Script, number>;
  /** Conversations whose question is also asked as a test. */
  leaks: number;
  /** Conversations with characters that the base has never seen, and which characters. */
  unknown: number;
  unknownCharacters: string[];
}

/** Normalised for comparison: without case, spaces and punctuation. */
export function normalised(text: string): string {
  return text.toLowerCase().replace(/[\s\p{P}]+/gu, '');
}

export function scriptOf(text: string): Script {
  const han = /\p{Script=Han}/u.test(text);
  const latin = /\p{Script=Latin}/u.test(text);
  return han ? (latin ? 'mixed' : 'zh') : latin ? 'en' : 'other';
}

const fullText = ({ system, turns }: Conversation) =>
  [system ?? '', ...turns.map(({ content }) => content)].join('\n');

/** Places (from 0) of conversations that repeat an earlier one word for word. */
export function duplicatePlaces(data: DataSet): number[] {
  const seen = new Set<string>();
  return data.flatMap((one, i) => {
    const words = normalised(fullText(one));
    if (seen.has(words)) return [i];
    seen.add(words);
    return [];
  });
}

/** Places of conversations whose question is one of the tests'. */
export function leakPlaces(data: DataSet, tests: readonly string[]): number[] {
  const asked = new Set(tests.map(normalised));
  return data.flatMap((one, i) =>
    one.turns.some(({ role, content }) => role === 'user' && asked.has(normalised(content))) ? [i] : [],
  );
}

/** @param tests held-out questions; @param contextLength tokens that the model reads at once */
export function statisticsOf(
  data: DataSet,
  options: { tokenizer: Tokenizer; tests: readonly string[]; contextLength: number },
): Statistics {
  const { tokenizer, tests, contextLength } = options;
  const lengths = data.map((one) => encodeConversation(tokenizer, one, { mask: 'completion' }).tokens.length);
  const answers = new Map<string, Set<string>>();
  for (const one of data) {
    const question = normalised(promptOf(one));
    answers.set(question, (answers.get(question) ?? new Set()).add(normalised(responseOf(one))));
  }
  const scripts: Record<Script, number> = { zh: 0, en: 0, mixed: 0, other: 0 };
  const characters = new Set<string>();
  let unknown = 0;
  for (const one of data) {
    const words = fullText(one);
    scripts[scriptOf(words)]++;
    const found = tokenizer.unknownCharacters(words.replaceAll(/\s+/g, ' '));
    if (found.length > 0) unknown++;
    for (const character of found) characters.add(character);
  }
  return {
    conversations: data.length,
    furtherTurns: data.reduce((sum, { turns }) => sum + turns.length / 2 - 1, 0),
    lengths,
    meanLength: lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, lengths.length),
    longest: lengths.reduce((most, length) => Math.max(most, length), 0),
    tooLong: lengths.filter((length) => length > contextLength + 1).length,
    duplicates: duplicatePlaces(data).length,
    conflicts: data.filter((one) => answers.get(normalised(promptOf(one)))!.size > 1).length,
    scripts,
    leaks: leakPlaces(data, tests).length,
    unknown,
    unknownCharacters: [...characters],
  };
}

interface Bin {
  /** Lengths from `from` (inclusive) to `to` (exclusive). */
  from: number;
  to: number;
  count: number;
}

/** At most `most` bins of equal width (1, 2, 4, 8, … tokens) over the lengths. */
export function histogram(lengths: readonly number[], most = 10): Bin[] {
  if (lengths.length === 0) return [];
  const low = lengths.reduce((least, length) => Math.min(least, length), Number.POSITIVE_INFINITY);
  const high = lengths.reduce((top, length) => Math.max(top, length), 0);
  let width = 1;
  while (Math.floor(high / width) - Math.floor(low / width) + 1 > most) width *= 2;
  const first = Math.floor(low / width);
  const bins = Array.from({ length: Math.floor(high / width) - first + 1 }, (_, i) => ({
    from: (first + i) * width,
    to: (first + i + 1) * width,
    count: 0,
  }));
  for (const length of lengths) bins[Math.floor(length / width) - first]!.count++;
  return bins;
}

/**
 * @file From logits to the next token: temperature, then top-k (Fan et al. 2018, arXiv 1805.04833), in the order of Hugging
 * Face's warpers.
 */
import type { Random } from '../world/random.ts';
import type { SamplingSpec } from './protocol.ts';

export interface Choice {
  token: number;
  /** Of the chosen token, before top-k cuts the rest away. */
  probability: number;
  /** The likeliest tokens, the chosen one among them, likeliest first. */
  alternatives: { token: number; probability: number }[];
}

const SHOWN_ALTERNATIVES = 8;

/** Softmax of logits / temperature; temperature 0 is read as 1, since greedy choice does not depend on it. */
export function probabilities(logits: Float32Array, temperature: number): Float32Array {
  const scale = temperature > 0 ? 1 / temperature : 1;
  let top = Number.NEGATIVE_INFINITY;
  for (const logit of logits) if (logit > top) top = logit;
  const result = new Float32Array(logits.length);
  let total = 0;
  logits.forEach((logit, i) => {
    const value = Math.exp((logit - top) * scale);
    result[i] = value;
    total += value;
  });
  return result.map((value) => value / total);
}

/** Picks the next token. Ties go to the smaller id. */
export function chooseToken(
  logits: Float32Array,
  sampling: Pick<SamplingSpec, 'temperature' | 'topK'>,
  random: Random,
): Choice {
  const all = probabilities(logits, sampling.temperature);
  const order = Array.from(all.keys()).sort((a, b) => (all[b] as number) - (all[a] as number) || a - b);
  const probabilityOf = (token: number) => all[token] as number;
  const token =
    sampling.temperature > 0 ? draw(order, probabilityOf, sampling.topK, random) : (order[0] as number);
  const shown = order.slice(0, SHOWN_ALTERNATIVES);
  if (!shown.includes(token)) shown[shown.length - 1] = token;
  return {
    token,
    probability: probabilityOf(token),
    alternatives: shown.map((candidate) => ({ token: candidate, probability: probabilityOf(candidate) })),
  };
}

/** Draws one of the `topK` likeliest tokens by probability; of all tokens if `topK` is 0. */
function draw(
  order: readonly number[],
  probabilityOf: (token: number) => number,
  topK: number,
  random: Random,
): number {
  const candidates = topK > 0 ? order.slice(0, topK) : order;
  let place = random.next() * candidates.reduce((sum, token) => sum + probabilityOf(token), 0);
  for (const token of candidates) {
    place -= probabilityOf(token);
    if (place < 0) return token;
  }
  return candidates.at(-1) as number;
}

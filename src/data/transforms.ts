/**
 * @file Seeded transforms of a list of examples: label noise, duplicates, mixtures, a share of "I don't know". They are
 * nested: a larger share changes the same examples as a smaller one, and further ones.
 */
import { createRandom } from '../world/random.ts';
import { type Conversation, responseOf, withResponse } from './conversation.ts';

/** An example with the kind of its answer; wrong answers are taken from the same kind. */
export interface Item {
  conversation: Conversation;
  kind: string;
}

/** `share` of the items get the answer of another item of their kind. Shares are 0 to 1. */
export function withNoise(items: readonly Item[], share: number, seed: number): Item[] {
  const wrong = new Set(
    createRandom(seed, 'noise')
      .shuffle(items.map((_, i) => i))
      .slice(0, Math.round(share * items.length)),
  );
  if (wrong.size === 0) return [...items];
  const answers = new Map<string, Set<string>>();
  for (const { kind, conversation } of items) {
    const known = answers.get(kind) ?? new Set();
    answers.set(kind, known.add(responseOf(conversation)));
  }
  return items.map((item, i) => {
    if (!wrong.has(i)) return item;
    const right = responseOf(item.conversation);
    const others = [...answers.get(item.kind)!].filter((answer) => answer !== right);
    // A kind with a single answer has no wrong ones.
    if (others.length === 0) return item;
    const response = createRandom(seed, 'wrong answer', i).pick(others);
    return { ...item, conversation: withResponse(item.conversation, response) };
  });
}

/** A list of the same length of which `share` are duplicates of the others. At least one is not. */
export function withDuplicates<T>(items: readonly T[], share: number, seed: number): T[] {
  const repeats = Math.min(items.length - 1, Math.round(share * items.length));
  if (repeats <= 0) return [...items];
  const random = createRandom(seed, 'duplicates');
  const unique = random.shuffle(items).slice(repeats);
  return [...unique, ...Array.from({ length: repeats }, () => random.pick(unique))];
}

/** `count` items of a list in seeded order, starting over when it is exhausted. */
export function draw<T>(items: readonly T[], count: number, seed: number, name: string): T[] {
  if (items.length === 0) return [];
  const drawn: T[] = [];
  for (let round = 0; drawn.length < count; round++) {
    drawn.push(
      ...createRandom(seed, name, round)
        .shuffle(items)
        .slice(0, count - drawn.length),
    );
  }
  return drawn;
}

/** Items of several lists in proportion to their weights, `total` in all; the remainder of rounding goes to the first. */
export function mixture<T>(
  parts: readonly { name: string; items: readonly T[]; weight: number }[],
  total: number,
  seed: number,
): T[] {
  const used = parts.filter(({ items, weight }) => items.length > 0 && weight > 0);
  const sum = used.reduce((all, { weight }) => all + weight, 0);
  const counts = used.map(({ weight }) => Math.floor((total * weight) / sum));
  if (counts.length > 0) counts[0]! += total - counts.reduce((all, count) => all + count, 0);
  return used.flatMap(({ name, items }, i) => draw(items, counts[i]!, seed, `mix ${name}`));
}

/** Adds items of `extra` until they are `share` of the list (at least 0, below 1). */
export function withExtra<T>(items: readonly T[], extra: readonly T[], share: number, seed: number): T[] {
  const count = Math.round((items.length * share) / (1 - share));
  return count > 0 ? [...items, ...draw(extra, count, seed, 'extra')] : [...items];
}

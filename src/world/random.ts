/**
 * @file Seeded random numbers: the same seed gives the same stream in every browser and in Node.
 * Generator: mulberry32 (Tommy Ettinger, public domain), 32 bits of state, period 2^32: ample for toy data,
 * not for cryptography. Seeds of several parts are mixed by FNV-1a (http://www.isthe.com/chongo/tech/comp/fnv/).
 */

export interface Random {
  /** A number in [0, 1) with 32 random bits. */
  next(): number;
  /** A whole number in [0, limit); `limit` must be a positive integer. */
  integer(limit: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One element; throws RangeError for an empty list. */
  pick<T>(list: readonly T[]): T;
  /** A shuffled copy (Fisher-Yates). */
  shuffle<T>(list: readonly T[]): T[];
  /** `count` different elements in random order; all of them when the list is shorter. */
  sample<T>(list: readonly T[], count: number): T[];
  /** A number from the standard normal distribution (Box-Muller). */
  normal(): number;
}

/** Mixes numbers and strings into one unsigned 32-bit seed. */
export function hashSeed(...parts: readonly (number | string)[]): number {
  let hash = 0x811c9dc5;
  for (const part of parts) {
    const text = `${part}|`;
    for (let i = 0; i < text.length; i++) {
      hash ^= text.charCodeAt(i);
      hash = Math.imul(hash, 0x01000193);
    }
  }
  hash ^= hash >>> 16;
  hash = Math.imul(hash, 0x85ebca6b);
  hash ^= hash >>> 13;
  return hash >>> 0;
}

/** A generator whose whole stream follows from `seed`. */
export function createRandom(...seed: readonly (number | string)[]): Random {
  let state = hashSeed(...seed);
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
  const integer = (limit: number): number => Math.floor(next() * limit);
  const sample = <T>(list: readonly T[], count: number): T[] => {
    const copy = list.slice();
    const size = Math.min(count, copy.length);
    for (let i = 0; i < size; i++) {
      const j = i + integer(copy.length - i);
      [copy[i], copy[j]] = [copy[j]!, copy[i]!];
    }
    copy.length = size;
    return copy;
  };
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (list) => {
      if (list.length === 0) throw new RangeError('pick from an empty list');
      return list[integer(list.length)]!;
    },
    shuffle: (list) => sample(list, list.length),
    sample,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
  };
}

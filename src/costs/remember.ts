/** @file Memoisation with a bounded cache, keyed by the JSON text of the arguments. */

/** Numbers that JSON writes as null are keyed by their name, so that NaN and null have different entries. */
function nameNumbers(_name: string, value: unknown): unknown {
  return typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value;
}

export function keyOf(question: unknown): string | null {
  try {
    const key = JSON.stringify(question);
    return key?.includes('null') ? JSON.stringify(question, nameNumbers) : (key ?? null);
  } catch {
    return null;
  }
}

export interface Memory {
  /** Most cached results. */
  readonly size: number;
  /** Most weight of all cached results, so that a few huge ones do not fill the memory of a phone. */
  readonly weight?: number;
}

/** Memoises a function; the least recently used result is dropped first. */
export function remember<Answer>(
  { size, weight = Number.POSITIVE_INFINITY }: Memory,
  weigh: (answer: Answer) => number = () => 0,
): (question: unknown, answer: () => Answer) => Answer {
  const known = new Map<string, Answer>();
  let held = 0;
  return (question, answer) => {
    const key = keyOf(question);
    if (key === null) return answer();
    const before = known.get(key);
    if (before !== undefined) {
      known.delete(key);
      known.set(key, before);
      return before;
    }
    const value = answer();
    known.set(key, value);
    held += weigh(value);
    for (const [oldest, old] of known) {
      if (known.size <= size && (held <= weight || known.size === 1)) break;
      known.delete(oldest);
      held -= weigh(old);
    }
    return value;
  };
}

/** @file A small memory of the latest results, keyed by the JSON text of the question. */

/** Numbers that JSON would turn into null keep their name, so that NaN never meets a remembered null. */
function keyOf(question: unknown): string | null {
  try {
    return JSON.stringify(question, (_name, value: unknown) =>
      typeof value === 'number' && !Number.isFinite(value) ? `number ${value}` : value,
    );
  } catch {
    return null;
  }
}

/** A function that answers a repeated question from memory; the least recently asked is forgotten first. */
export function remember<Answer>(size: number): (question: unknown, answer: () => Answer) => Answer {
  const known = new Map<string, Answer>();
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
    if (known.size > size) known.delete(known.keys().next().value!);
    return value;
  };
}

/** @file Reads values back out of a sentence that a template made: the template is tried on markers and becomes a pattern. */

/** First of the private-use characters that stand for the slots. */
const FIRST_MARK = 0xe000;

/**
 * A reader of what `make` writes: the slots' values, or null for any other text. A value is at least one character; a
 * slot that stands in several places must have the same value in all of them. Where two slots touch, as in Chinese, `known`
 * lists what one of them may be.
 */
export function readerOf<Slot extends string>(
  slots: readonly Slot[],
  make: (values: Record<Slot, string>) => string,
  known: Partial<Record<Slot, readonly string[]>> = {},
): (text: string) => Record<Slot, string> | null {
  const marks = slots.map((_, i) => String.fromCharCode(FIRST_MARK + i));
  const made = make(Object.fromEntries(slots.map((slot, i) => [slot, marks[i]])) as Record<Slot, string>);
  const seen = new Set<number>();
  const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/gu, '\\$&');
  const source = Array.from(made, (character) => {
    const slot = marks.indexOf(character);
    if (slot < 0) return escaped(character);
    if (seen.has(slot)) return `\\k<s${slot}>`;
    seen.add(slot);
    const values = known[slots[slot]!]?.map(escaped).join('|');
    return `(?<s${slot}>${values ?? '[^。.：:，,？?]+?'})`;
  }).join('');
  const pattern = new RegExp(`^${source}$`, 'u');
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return null;
    return Object.fromEntries(slots.map((slot, i) => [slot, groups[`s${i}`]])) as Record<Slot, string>;
  };
}

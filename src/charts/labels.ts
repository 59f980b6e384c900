/** @file Names beside points, each on the first side where it covers neither a point nor another name. */

export interface LabelPlace {
  text: string;
  left: number;
  /** Baseline. */
  top: number;
  anchor: 'start' | 'end' | 'middle';
}

interface Point {
  left: number;
  top: number;
}

interface Box {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

const LINE = 13;
const GAP = 8;
/** Half of what a marker takes. */
const MARKER = 4;

/** Rough width in pixels of a text of 11 px: Chinese characters are square, Latin ones a bit over half of that. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) as number) > 0x2e80 ? 11 : 6.2;
  return width;
}

/** @param wanted names with their points, most important first: a name without room is left out. @param points all that is marked. */
export function placeLabels(
  wanted: readonly (Point & { text: string })[],
  points: readonly Point[],
  frame: Box,
): LabelPlace[] {
  const taken: Box[] = points.map(({ left, top }) => ({
    left: left - MARKER,
    right: left + MARKER,
    top: top - MARKER,
    bottom: top + MARKER,
  }));
  const places: LabelPlace[] = [];
  for (const { text, left, top } of wanted) {
    const width = widthOf(text);
    const sides: LabelPlace[] = [
      { text, left: left + GAP, top: top + 4, anchor: 'start' },
      { text, left: left - GAP, top: top + 4, anchor: 'end' },
      { text, left, top: top - GAP, anchor: 'middle' },
      { text, left, top: top + GAP + LINE - 3, anchor: 'middle' },
      { text, left: left + GAP, top: top - GAP, anchor: 'start' },
      { text, left: left + GAP, top: top + GAP + LINE - 3, anchor: 'start' },
      { text, left: left - GAP, top: top - GAP, anchor: 'end' },
      { text, left: left - GAP, top: top + GAP + LINE - 3, anchor: 'end' },
    ];
    const free = sides.find((side) => {
      const box = boxOf(side, width);
      const inside =
        box.left >= frame.left &&
        box.right <= frame.right &&
        box.top >= frame.top - LINE &&
        box.bottom <= frame.bottom;
      return inside && !taken.some((other) => overlap(box, other));
    });
    if (!free) continue;
    taken.push(boxOf(free, width));
    places.push(free);
  }
  return places;
}

function boxOf({ left, top, anchor }: LabelPlace, width: number): Box {
  const from = anchor === 'start' ? left : anchor === 'end' ? left - width : left - width / 2;
  return { left: from, right: from + width, top: top - LINE + 3, bottom: top + 3 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

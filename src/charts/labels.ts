/**
 * @file Names beside points, each on the first side where it covers neither a point nor another name. Where points crowd,
 * a name moves out to the nearest free place, and a thin line leads back to its point.
 */

export interface LabelPlace {
  text: string;
  left: number;
  /** Baseline. */
  top: number;
  anchor: 'start' | 'end' | 'middle';
  /** From the point to a name that does not stand beside it. */
  leader?: readonly [from: Point, to: Point];
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
/** Pixels from a point to a name that a line leads to, nearest first. */
const REACHES = [20, 30, 40, 52, 64, 78, 92, 108, 126, 146];
const DIRECTIONS = 24;

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
  const leaders: (readonly [Point, Point])[] = [];
  const isFree = (place: LabelPlace, width: number): boolean => {
    const box = boxOf(place, width);
    const inside =
      box.left >= frame.left &&
      box.right <= frame.right &&
      box.top >= frame.top - LINE &&
      box.bottom <= frame.bottom;
    return (
      inside &&
      !taken.some((other) => overlap(box, other)) &&
      !leaders.some((line) => runsThrough(line, box)) &&
      // A line may start among the points of a crowd, but runs through no name and across no other line.
      (!place.leader ||
        (!places.some((other) => runsThrough(place.leader!, boxOf(other, widthOf(other.text)))) &&
          !leaders.some((line) => cross(line, place.leader!))))
    );
  };
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
    const free = [...sides, ...outside({ left, top }, text)].find((place) => isFree(place, width));
    if (!free) continue;
    taken.push(boxOf(free, width));
    if (free.leader) leaders.push(free.leader);
    places.push(free);
  }
  return places;
}

/** Places around a point, ring by ring, each at the end of a line; sideways ones first, where a name reads best. */
function outside(point: Point, text: string): LabelPlace[] {
  const turns = Array.from({ length: DIRECTIONS }, (_, i) => (2 * Math.PI * i) / DIRECTIONS).sort(
    (a, b) => Math.abs(Math.sin(a)) - Math.abs(Math.sin(b)),
  );
  return REACHES.flatMap((reach) =>
    turns.map((turn): LabelPlace => {
      const [across, down] = [Math.cos(turn), Math.sin(turn)];
      const end = { left: point.left + reach * across, top: point.top + reach * down };
      const anchor = across > 0.2 ? 'start' : across < -0.2 ? 'end' : 'middle';
      const aside = anchor === 'start' ? 2 : anchor === 'end' ? -2 : 0;
      const below = anchor === 'middle' ? (down > 0 ? LINE - 3 : -4) : 4;
      const start = { left: point.left + MARKER * across, top: point.top + MARKER * down };
      return { text, left: end.left + aside, top: end.top + below, anchor, leader: [start, end] };
    }),
  );
}

/** True where a line passes through a box, sampled more finely than a letter is wide. */
function runsThrough([from, to]: readonly [Point, Point], box: Box): boolean {
  const pieces = Math.ceil(Math.hypot(to.left - from.left, to.top - from.top) / 3);
  for (let i = 0; i <= pieces; i++) {
    const left = from.left + ((to.left - from.left) * i) / pieces;
    const top = from.top + ((to.top - from.top) * i) / pieces;
    if (left > box.left && left < box.right && top > box.top && top < box.bottom) return true;
  }
  return false;
}

/** Which side of a line a point lies on. */
function side([from, to]: readonly [Point, Point], { left, top }: Point): number {
  return Math.sign((to.left - from.left) * (top - from.top) - (to.top - from.top) * (left - from.left));
}

function cross(a: readonly [Point, Point], b: readonly [Point, Point]): boolean {
  return side(a, b[0]) * side(a, b[1]) < 0 && side(b, a[0]) * side(b, a[1]) < 0;
}

function boxOf({ left, top, anchor }: LabelPlace, width: number): Box {
  const from = anchor === 'start' ? left : anchor === 'end' ? left - width : left - width / 2;
  return { left: from, right: from + width, top: top - LINE + 3, bottom: top + 3 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * @file Names beside points, each on the first side where it covers neither a point nor another name. Names without a
 * free side are listed in the nearest free place, one list per cluster of points, with a thin line back to it.
 */

interface LabelPlace {
  text: string;
  left: number;
  /** Baseline. */
  top: number;
  anchor: 'start' | 'end' | 'middle';
  /** From the point to a list of names that does not stand beside it; the first of them has it. */
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
/** Pixels from a crowd to its list of names, nearest first. */
const REACHES = [18, 26, 36, 48, 62, 78, 96, 116, 138, 162];
const DIRECTIONS = 24;
/** Points that share a list are no further apart. */
const CROWD = 16;

type Line = readonly [from: Point, to: Point];
type Wanted = Point & { text: string };

/** Rough width in pixels of a text of 11 px: Chinese characters are square, Latin ones a bit over half of that. */
function widthOf(text: string): number {
  let width = 0;
  for (const letter of text) width += (letter.codePointAt(0) as number) > 0x2e80 ? 11 : 6.2;
  return width;
}

/** @param wanted names with their points, most important first: a name without room is left out. @param points all that is marked. */
export function placeLabels(wanted: readonly Wanted[], points: readonly Point[], frame: Box): LabelPlace[] {
  const taken: Box[] = points.map(({ left, top }) => ({
    left: left - MARKER,
    right: left + MARKER,
    top: top - MARKER,
    bottom: top + MARKER,
  }));
  const places: LabelPlace[] = [];
  const lines: Line[] = [];
  const crowds: Wanted[][] = [];
  const isFree = (box: Box) =>
    box.left >= frame.left &&
    box.right <= frame.right &&
    box.top >= frame.top - LINE &&
    box.bottom <= frame.bottom &&
    !taken.some((other) => overlap(box, other)) &&
    !lines.some((line) => runsThrough(line, box));
  for (const one of wanted) {
    const place = sidesOf(one).find((side) => isFree(boxOf(side)));
    if (place) {
      places.push(place);
      taken.push(boxOf(place));
      continue;
    }
    const near = crowds.find(([first]) => Math.hypot(first!.left - one.left, first!.top - one.top) <= CROWD);
    if (near) near.push(one);
    else crowds.push([one]);
  }
  for (const crowd of crowds) {
    // Where all have no room, the most important may.
    for (let count = crowd.length; count > 0; count--) {
      const list = listsOf(crowd.slice(0, count)).find(
        ({ names, line }) =>
          names.every((name) => isFree(boxOf(name))) &&
          !places.some((other) => runsThrough(line, boxOf(other))) &&
          !lines.some((other) => cross(line, other)),
      );
      if (!list) continue;
      places.push(...list.names);
      taken.push(...list.names.map(boxOf));
      lines.push(list.line);
      break;
    }
  }
  return places;
}

/** Beside a point, best side first. */
function sidesOf({ text, left, top }: Wanted): LabelPlace[] {
  const below = top + GAP + LINE - 3;
  return [
    { text, left: left + GAP, top: top + 4, anchor: 'start' },
    { text, left: left - GAP, top: top + 4, anchor: 'end' },
    { text, left, top: top - GAP, anchor: 'middle' },
    { text, left, top: below, anchor: 'middle' },
    { text, left: left + GAP, top: top - GAP, anchor: 'start' },
    { text, left: left + GAP, top: below, anchor: 'start' },
    { text, left: left - GAP, top: top - GAP, anchor: 'end' },
    { text, left: left - GAP, top: below, anchor: 'end' },
  ];
}

/** The names one under the other around their points, ring by ring; slanting lines first, which are told from the grid. */
function listsOf(crowd: readonly Wanted[]): { names: LabelPlace[]; line: Line }[] {
  const point = crowd[0]!;
  const slant = (turn: number) => Math.abs(Math.abs(Math.tan(turn)) - 1);
  const turns = Array.from({ length: DIRECTIONS }, (_, i) => (2 * Math.PI * (i + 0.5)) / DIRECTIONS).sort(
    (a, b) => slant(a) - slant(b),
  );
  return REACHES.flatMap((reach) =>
    turns.map((turn) => {
      const [across, down] = [Math.cos(turn), Math.sin(turn)];
      const from = { left: point.left + MARKER * across, top: point.top + MARKER * down };
      const to = { left: point.left + reach * across, top: point.top + reach * down };
      // A list hangs from the line's end, or stands on it.
      const first = down > 0 ? to.top + 4 : to.top + 4 - (crowd.length - 1) * LINE;
      const line: Line = [from, to];
      const names = crowd.map(
        ({ text }, i): LabelPlace => ({
          text,
          left: to.left + (across > 0 ? 3 : -3),
          top: first + i * LINE,
          anchor: across > 0 ? 'start' : 'end',
          ...(i === 0 && { leader: line }),
        }),
      );
      return { names, line };
    }),
  );
}

/** True where a line passes through a box, sampled more finely than a letter is wide. */
function runsThrough([from, to]: Line, box: Box): boolean {
  const pieces = Math.ceil(Math.hypot(to.left - from.left, to.top - from.top) / 3);
  for (let i = 0; i <= pieces; i++) {
    const left = from.left + ((to.left - from.left) * i) / pieces;
    const top = from.top + ((to.top - from.top) * i) / pieces;
    if (left > box.left && left < box.right && top > box.top && top < box.bottom) return true;
  }
  return false;
}

/** Which side of a line a point lies on. */
function side([from, to]: Line, { left, top }: Point): number {
  return Math.sign((to.left - from.left) * (top - from.top) - (to.top - from.top) * (left - from.left));
}

function cross(a: Line, b: Line): boolean {
  return side(a, b[0]) * side(a, b[1]) < 0 && side(b, a[0]) * side(b, a[1]) < 0;
}

function boxOf({ text, left, top, anchor }: LabelPlace): Box {
  const width = widthOf(text);
  const from = anchor === 'start' ? left : anchor === 'end' ? left - width : left - width / 2;
  return { left: from, right: from + width, top: top - LINE + 3, bottom: top + 3 };
}

function overlap(a: Box, b: Box): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * @file Ink on slides and the laser dot: strokes in shares of the slide's box (0 to 1), so that they fit every
 * window, stored per slide until the tab is closed.
 */
import { createStore } from '../../page/store.ts';

export interface InkPoint {
  x: number;
  y: number;
}

interface Stroke {
  colour: InkColour;
  points: InkPoint[];
}

export const INK_COLOURS = ['bad', 'series-lora', 'ink'] as const;
type InkColour = (typeof INK_COLOURS)[number];

interface InkState {
  strokes: Readonly<Record<string, readonly Stroke[]>>;
  colour: InkColour;
  laser: InkPoint | null;
}

const NONE: readonly Stroke[] = [];

export const ink = createStore<InkState>({ strokes: {}, colour: 'bad', laser: null });

export function strokesOf(state: InkState, slide: string): readonly Stroke[] {
  return state.strokes[slide] ?? NONE;
}

export function beginStroke(slide: string, at: InkPoint): void {
  const { strokes, colour } = ink.get();
  ink.set({ strokes: { ...strokes, [slide]: [...strokesOf(ink.get(), slide), { colour, points: [at] }] } });
}

/** Points closer than this share of the box are dropped, so that a stroke has a few dozen points. */
const CLOSEST = 0.002;

export function extendStroke(slide: string, at: InkPoint): void {
  const { strokes } = ink.get();
  const all = strokesOf(ink.get(), slide);
  const last = all.at(-1);
  const end = last?.points.at(-1);
  if (!last || !end || Math.hypot(at.x - end.x, at.y - end.y) < CLOSEST) return;
  ink.set({
    strokes: { ...strokes, [slide]: [...all.slice(0, -1), { ...last, points: [...last.points, at] }] },
  });
}

/** Takes back the newest stroke of a slide. */
export function undoStroke(slide: string): void {
  const { strokes } = ink.get();
  const all = strokesOf(ink.get(), slide);
  if (all.length > 0) ink.set({ strokes: { ...strokes, [slide]: all.slice(0, -1) } });
}

export function clearInk(slide: string): void {
  const { [slide]: _gone, ...strokes } = ink.get().strokes;
  ink.set({ strokes });
}

export function strokePath({ points }: Stroke): string {
  const [first, ...rest] = points;
  if (!first) return '';
  const place = ({ x, y }: InkPoint) => `${(x * 1600).toFixed(1)} ${(y * 900).toFixed(1)}`;
  // A dot is a stroke of no length; round caps draw it.
  return `M${place(first)}${rest.length ? rest.map((point) => `L${place(point)}`).join('') : `L${place(first)}`}`;
}

/** Ink as another page of this tab left it; null where it is not ink. */
export function inkFrom(value: unknown): Pick<InkState, 'strokes' | 'colour'> | null {
  const isColour = (one: unknown): one is InkColour => INK_COLOURS.some((colour) => colour === one);
  const isPoint = (one: Partial<InkPoint> | null): boolean =>
    one !== null && Number.isFinite(one.x) && Number.isFinite(one.y);
  const isStroke = (one: Partial<Stroke> | null): boolean =>
    one !== null && isColour(one.colour) && Array.isArray(one.points) && one.points.every(isPoint);
  const { strokes, colour } = (value ?? {}) as Partial<InkState>;
  if (typeof strokes !== 'object' || strokes === null || !isColour(colour)) return null;
  const isInk = Object.values(strokes).every((all) => Array.isArray(all) && all.every(isStroke));
  return isInk ? { strokes, colour } : null;
}

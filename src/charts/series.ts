/**
 * @file A curve as charts take it, and the looks shared by the whole course: the method decides colour, width
 * and marker; the quantity decides the dash. Colour is never the only sign.
 */

export type SeriesKind = 'full' | 'lora' | 'base' | 'random' | 'other';
/** The kind of a run's curves, by the name of its method. */
export function kindOfMethod(name: string): SeriesKind {
  return name === 'full' || name === 'lora' ? name : 'other';
}

export type Quantity = 'training' | 'heldOut' | 'pretraining';
type Marker = 'square' | 'circle' | 'triangle' | 'diamond';

export interface CurvePoint {
  step: number;
  value: number;
}

export interface Series {
  id: string;
  /** Name in the legend, table and summary. */
  label: string;
  kind: SeriesKind;
  quantity: Quantity;
  points: readonly CurvePoint[];
  /** Drawn faintly: an earlier run, for comparison. */
  faded?: boolean;
  /** Distinguishes curves of one kind: see `toneLook`. */
  tone?: number;
}

export interface Look {
  color: string;
  width: number;
  dash: string | undefined;
  marker: Marker;
}

const METHOD_LOOKS: Record<SeriesKind, { color: string; width: number; marker: Marker }> = {
  full: { color: 'var(--series-full)', width: 3, marker: 'square' },
  lora: { color: 'var(--series-lora)', width: 2, marker: 'circle' },
  base: { color: 'var(--series-base)', width: 2, marker: 'triangle' },
  random: { color: 'var(--series-random)', width: 2, marker: 'diamond' },
  other: { color: 'var(--series-1)', width: 2, marker: 'diamond' },
};

const DASHES: Record<Quantity, string | undefined> = {
  training: undefined,
  heldOut: '7 4',
  pretraining: '2 4',
};

export function lookOf(series: Pick<Series, 'kind' | 'quantity' | 'tone'>): Look {
  const look = series.tone === undefined ? METHOD_LOOKS[series.kind] : toneLook(series.tone);
  return { ...look, dash: DASHES[series.quantity] };
}

const TONES = 6;
const TONE_MARKERS: readonly Marker[] = ['triangle', 'diamond', 'circle', 'square'];

/** The look of the n-th of many: 24 pairs of colour and marker, neighbours differing in both. */
export function toneLook(tone: number): Look {
  const marker = TONE_MARKERS[(tone + Math.floor(tone / 12)) % TONE_MARKERS.length] as Marker;
  return { color: `var(--series-${(tone % TONES) + 1})`, width: 2, dash: undefined, marker };
}

/** SVG path of a marker of radius r around (x, y), all units pixels. */
export function markerPath(marker: Marker, x: number, y: number, r: number): string {
  switch (marker) {
    case 'square':
      return `M${x - r},${y - r}h${2 * r}v${2 * r}h${-2 * r}z`;
    case 'circle':
      return `M${x - r},${y}a${r},${r} 0 1 0 ${2 * r},0a${r},${r} 0 1 0 ${-2 * r},0z`;
    case 'triangle':
      return `M${x},${y - r * 1.2}L${x + r * 1.15},${y + r}H${x - r * 1.15}z`;
    case 'diamond':
      return `M${x},${y - r * 1.3}L${x + r * 1.3},${y}L${x},${y + r * 1.3}L${x - r * 1.3},${y}z`;
  }
}

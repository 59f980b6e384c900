/** @file Boxes and lines of the figure, in its own units: attention above, MLP below, read from the left. */
import type { Place } from './places.ts';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export const SIZE = { width: 584, height: 316 };
/** The frame around what every block holds. */
export const FRAME: Box = { x: 84, y: 24, width: 398, height: 284 };

/** Heights of the two rows: the middle of each. */
const ATTENTION = 118;
const MLP = 258;

const box = (x: number, middle: number, width: number, height: number): Box => ({
  x,
  y: middle - height / 2,
  width,
  height,
});

/** What is always there. */
export const BOXES: Readonly<
  Record<Exclude<Place, 'prefix' | 'prompt' | 'attentionAdapter' | 'outputAdapter'>, Box>
> = {
  embedding: box(2, ATTENTION, 64, 60),
  attentionNorm: box(102, ATTENTION, 24, 76),
  q: box(144, ATTENTION - 45, 52, 34),
  k: box(144, ATTENTION, 52, 34),
  v: box(144, ATTENTION + 45, 52, 34),
  o: box(344, ATTENTION, 44, 34),
  mlpNorm: box(102, MLP, 24, 76),
  gate: box(144, MLP - 23, 62, 34),
  up: box(144, MLP + 23, 62, 34),
  down: box(292, MLP, 62, 34),
  finalNorm: box(496, MLP, 24, 76),
  head: box(532, MLP, 50, 60),
};
export const ATTENTION_BOX = box(250, ATTENTION, 76, 124);

/** What only some methods put there. */
export const ADDED_BOXES = {
  prompt: box(2, 44, 64, 30),
  prefix: [box(218, ATTENTION, 26, 30), box(218, ATTENTION + 45, 26, 30)],
  attentionAdapter: box(404, ATTENTION, 34, 86),
  outputAdapter: box(404, MLP, 34, 86),
} as const;

/** Where a vector of factors acts: on the output of k and v, on the input of down. */
export const FACTORS = {
  k: { x: 208, y: ATTENTION },
  v: { x: 208, y: ATTENTION + 45 },
  down: { x: 274, y: MLP },
} as const;

/** Sums of the stream and a row's result, and the product of gate and up. */
export const JOINS = [
  { x: 460, y: ATTENTION, sign: '+' },
  { x: 460, y: MLP, sign: '+' },
  { x: 236, y: MLP, sign: '×' },
] as const;

/** Lines, arrowheads at their ends. */
export const ARROWS: readonly string[] = [
  `M66 ${ATTENTION}H102`,
  `M126 ${ATTENTION}H144`,
  `M135 ${ATTENTION}V${ATTENTION - 45}H144`,
  `M135 ${ATTENTION}V${ATTENTION + 45}H144`,
  ...[-45, 0, 45].map((down) => `M196 ${ATTENTION + down}H250`),
  `M326 ${ATTENTION}H344`,
  `M388 ${ATTENTION}H450`,
  `M92 ${ATTENTION}V40H460V${ATTENTION - 10}`,
  `M470 ${ATTENTION}H475V196H92V${MLP}H102`,
  `M126 ${MLP}H135V${MLP - 23}H144`,
  `M126 ${MLP}H135V${MLP + 23}H144`,
  `M206 ${MLP - 23}H236V${MLP - 10}`,
  `M206 ${MLP + 23}H236V${MLP + 10}`,
  `M246 ${MLP}H292`,
  `M354 ${MLP}H450`,
  `M92 208H460V${MLP - 10}`,
  `M470 ${MLP}H496`,
  `M520 ${MLP}H532`,
];
/** From the prompt into the stream. */
export const PROMPT_ARROW = `M66 44H76V${ATTENTION}`;

/** @file The sweep that a method's default learning rate comes from: which rates are tried, and which is chosen. */
import type { ModelName } from '../train/spec.ts';
import type { MethodVariant } from './variants.ts';

/** Result of a run at one rate. */
export type RatePoint =
  | {
      learningRate: number;
      diverged?: false;
      /** Share of all held-out questions answered exactly. */
      heldOutExactMatch: number;
      /** Nats per token of the held-out answers. */
      heldOutLoss: number;
      pretrainingLoss: number;
    }
  | { learningRate: number; diverged: true };

/** `public/runs/rates.json`. */
export interface RateSweep {
  version: 1;
  date: string;
  engine: string;
  adapter: string;
  model: ModelName;
  spec: { task: string; steps: number; batchSize: number; seed: number };
  contenders: Partial<Record<MethodVariant, { points: RatePoint[]; chosen: number }>>;
}

/** Rates are 1 or 3 times a power of ten: half a decade apart. */
function neighbour(rate: number, by: number): number {
  const place = Math.round(2 * Math.log10(rate)) + by;
  return Number(`${place % 2 === 0 ? 1 : 3}e${Math.floor(place / 2)}`);
}

/** Five rates around a guess, over two decades. */
export function ladder(guess: number): number[] {
  return [-2, -1, 0, 1, 2].map((by) => neighbour(guess, by));
}

/** Shares of 364 questions closer than this differ by chance (one standard error near 95 %). */
const SAME_SCORE = 0.01;

/** Of the rates whose exact match is within a point of the best, the one of the lowest held-out loss; throws for none. */
export function chooseRate(points: readonly RatePoint[]): number {
  const good = points.filter((one) => !one.diverged);
  const most = Math.max(...good.map((one) => one.heldOutExactMatch));
  const near = good.filter((one) => one.heldOutExactMatch >= most - SAME_SCORE);
  const [first, ...rest] = near;
  if (!first) throw new Error('every rate diverged');
  return rest.reduce((best, one) => (one.heldOutLoss < best.heldOutLoss ? one : best), first).learningRate;
}

/** The rate beyond the end at which the best one lies; null where it lies within. */
export function widen(points: readonly RatePoint[]): number | null {
  if (points.every(({ diverged }) => diverged)) return null;
  const chosen = chooseRate(points);
  const rates = points.map(({ learningRate }) => learningRate);
  if (chosen === Math.max(...rates)) return neighbour(chosen, 1);
  return chosen === Math.min(...rates) ? neighbour(chosen, -1) : null;
}

/**
 * @file The reader's answers and predictions, stored outside the slides, so that they outlive language and mode switches.
 * They last for one visit. A chart may draw a prediction over its result (`usePrediction`) and report the result for the
 * sentence about the gap (`observe`).
 */
import { createStore, useStore } from '../page/store.ts';

/** A drawn curve: heights at evenly spaced places from the left edge to the right edge of the axis. */
export type Curve = readonly number[];

export type Prediction =
  | { kind: 'curve'; values: Curve }
  | { kind: 'pick'; option: string }
  | { kind: 'skipped' };

interface TeachingState {
  predictions: Readonly<Record<string, Prediction>>;
  observations: Readonly<Record<string, Curve>>;
  answers: Readonly<Record<string, string>>;
}

export const teaching = createStore<TeachingState>({ predictions: {}, observations: {}, answers: {} });

export function predict(id: string, prediction: Prediction): void {
  teaching.set({ predictions: { ...teaching.get().predictions, [id]: prediction } });
}

export function forgetPrediction(id: string): void {
  const { [id]: _gone, ...predictions } = teaching.get().predictions;
  teaching.set({ predictions });
}

/** Records the result, in the units of the drawn axis, evenly spaced like the prediction. */
export function observe(id: string, values: Curve): void {
  teaching.set({ observations: { ...teaching.get().observations, [id]: values } });
}

export function answer(quiz: string, option: string): void {
  teaching.set({ answers: { ...teaching.get().answers, [quiz]: option } });
}

/** Id of a widget's prediction. */
export function guessId(widget: string): string {
  return `${widget}.guess`;
}

/** For widgets: the reader's prediction, or undefined while there is none. */
export function usePrediction(id: string): Prediction | undefined {
  return useStore(teaching, (state) => state.predictions[id]);
}

export function useObservation(id: string): Curve | undefined {
  return useStore(teaching, (state) => state.observations[id]);
}

export function useAnswer(quiz: string): string | undefined {
  return useStore(teaching, (state) => state.answers[quiz]);
}

/** The value of a curve at a share (0 to 1) of its width, by straight lines between its points. */
export function curveAt(values: Curve, share: number): number {
  const place = Math.min(1, Math.max(0, share)) * (values.length - 1);
  const left = Math.floor(place);
  const a = values[left] ?? 0;
  const b = values[Math.min(left + 1, values.length - 1)] ?? a;
  return a + (b - a) * (place - left);
}

interface Gap {
  /** Mean absolute difference, in the unit of the axis. */
  mean: number;
  /** Guess minus result at the right edge. */
  end: number;
  /** Which word fits: within a tenth of the axis is 'near'. */
  verdict: 'near' | 'tooHigh' | 'tooLow' | 'shape';
}

const SAMPLES = 40;

/** How a drawn curve differs from the result, for the sentence about the gap. */
export function gapBetween(guess: Curve, result: Curve, range: number): Gap {
  let absolute = 0;
  let signed = 0;
  for (let index = 0; index <= SAMPLES; index += 1) {
    const difference = curveAt(guess, index / SAMPLES) - curveAt(result, index / SAMPLES);
    absolute += Math.abs(difference);
    signed += difference;
  }
  const mean = absolute / (SAMPLES + 1);
  const bias = signed / (SAMPLES + 1);
  const end = (guess.at(-1) ?? 0) - (result.at(-1) ?? 0);
  if (mean <= range / 10) return { mean, end, verdict: 'near' };
  if (Math.abs(bias) < mean / 2) return { mean, end, verdict: 'shape' };
  return { mean, end, verdict: bias > 0 ? 'tooHigh' : 'tooLow' };
}

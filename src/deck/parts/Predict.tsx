/**
 * @file `<Predict>`: the reader predicts an outcome before seeing it (Kim, Reinecke & Hullman, CHI 2017: better recall),
 * by picking an `<Option>` or by drawing a curve, or skips. The prediction is stored in `teaching.ts`, where charts read
 * it; a sentence gives the gap once the result is known.
 */
import { createContext, type PointerEvent, type ReactNode, useContext, useId, useState } from 'react';
import { LANGUAGE_TAGS, useText } from '../../page/language.ts';
import { recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { useSlideScope } from '../context.ts';
import {
  type Curve,
  curveAt,
  forgetPrediction,
  gapBetween,
  predict,
  useObservation,
  usePrediction,
} from '../teaching.ts';
import { slideTexts } from './texts.ts';

const PredictId = createContext('');

interface PredictProps {
  id: string;
  question: string;
  /** What the vertical axis shows; giving it makes this a curve to draw. */
  axis?: string;
  min?: string;
  max?: string;
  /** What the horizontal axis shows, such as "训练步数". */
  along?: string;
  /** Where the true curve is read until the reader's own run is observed. */
  recording?: string;
  run?: string;
  field?: string;
  children?: ReactNode;
}

export function Predict({ id, question, axis, children, ...curve }: PredictProps) {
  const t = useText(slideTexts);
  const label = useId();
  const prediction = usePrediction(id);
  return (
    <section className="predict" aria-labelledby={label}>
      <p className="predict-question" id={label}>
        <span className="quiz-mark">{t('predict')}</span> {question}
      </p>
      {axis ? (
        <DrawCurve id={id} axis={axis} {...curve} />
      ) : (
        <ul className="quiz-answers">
          <PredictId value={id}>{children}</PredictId>
        </ul>
      )}
      <p className="button-row predict-actions">
        {prediction ? (
          <>
            {prediction.kind === 'skipped' ? <span className="predict-said">{t('skipped')}</span> : null}
            <button type="button" className="button" onClick={() => forgetPrediction(id)}>
              {t('again')}
            </button>
          </>
        ) : (
          <button
            type="button"
            className="button button-quiet"
            onClick={() => predict(id, { kind: 'skipped' })}
          >
            {t('skip')}
          </button>
        )}
      </p>
    </section>
  );
}

/** An outcome to pick; its children are the explanation shown afterwards. */
export function Option({ id, label, children }: { id: string; label: string; children?: ReactNode }) {
  const owner = useContext(PredictId);
  const prediction = usePrediction(owner);
  const chosen = prediction?.kind === 'pick' && prediction.option === id;
  return (
    <li className="quiz-answer" data-state={chosen ? 'chosen' : 'open'}>
      <button
        type="button"
        className="quiz-option"
        aria-pressed={chosen}
        onClick={() => predict(owner, { kind: 'pick', option: id })}
      >
        {label}
      </button>
      <div className="quiz-why" aria-live="polite">
        {chosen ? children : null}
      </div>
    </li>
  );
}

const POINTS = 7;
const WIDTH = 320;
const HEIGHT = 150;

/** The curve with the height nearest to this position (0 to 1) replaced. */
export function withPoint(values: Curve, share: number, height: number): Curve {
  const at = Math.round(Math.min(1, Math.max(0, share)) * (values.length - 1));
  return values.map((value, index) => (index === at ? height : value));
}

function pathOf(values: Curve, min: number, max: number): string {
  return values
    .map((value, index) => {
      const x = (index / (values.length - 1)) * WIDTH;
      const y = HEIGHT - ((value - min) / (max - min)) * HEIGHT;
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${Math.min(HEIGHT, Math.max(0, y)).toFixed(1)}`;
    })
    .join('');
}

interface DrawProps {
  id: string;
  axis: string;
  min?: string;
  max?: string;
  along?: string;
  recording?: string;
  run?: string;
  field?: string;
}

function DrawCurve({
  id,
  axis,
  min = '0',
  max = '5',
  along = '',
  recording = '',
  run = '',
  field = '',
}: DrawProps) {
  const t = useText(slideTexts);
  const { language } = useSlideScope();
  const low = Number(min);
  const high = Number(max);
  const prediction = usePrediction(id);
  const [draft, setDraft] = useState<Curve>(() => Array.from({ length: POINTS }, () => (low + high) / 2));
  const observed = useObservation(id);
  const recorded = useRecordedCurve(recording, run, field);
  const result = observed ?? recorded;
  const done = prediction?.kind === 'curve';
  const values = prediction?.kind === 'curve' ? prediction.values : draft;
  const number = (value: number) =>
    value.toLocaleString(LANGUAGE_TAGS[language], { maximumFractionDigits: high <= 1 ? 2 : 1 });

  const drag = (event: PointerEvent<SVGSVGElement>) => {
    if (done || event.buttons === 0) return;
    const box = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - box.left) / box.width;
    const height = high - ((event.clientY - box.top) / box.height) * (high - low);
    setDraft((current) => withPoint(current, share, Math.min(high, Math.max(low, height))));
  };

  const gap = done && result ? gapBetween(values, result, high - low) : null;
  const verdict = { near: 'gapNear', tooHigh: 'gapTooHigh', tooLow: 'gapTooLow', shape: 'gapShape' } as const;
  return (
    <div className="predict-draw">
      <div className="draw-chart">
        <span className="draw-axis">{axis}</span>
        <svg
          viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
          preserveAspectRatio="none"
          role="img"
          aria-label={t('drawing', { from: number(values[0] ?? 0), to: number(values.at(-1) ?? 0) })}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            drag(event);
          }}
          onPointerMove={drag}
        >
          {[0.25, 0.5, 0.75].map((share) => (
            <line
              key={share}
              className="draw-grid"
              x1="0"
              x2={WIDTH}
              y1={HEIGHT * share}
              y2={HEIGHT * share}
            />
          ))}
          {done && result ? <path className="draw-result" d={pathOf(result, low, high)} /> : null}
          <path className="draw-guess" d={pathOf(values, low, high)} />
        </svg>
        <span className="draw-max">{number(high)}</span>
        <span className="draw-min">{number(low)}</span>
        <span className="draw-along">{along}</span>
      </div>
      {done ? (
        <p className="predict-gap" role="status">
          {gap
            ? `${t(verdict[gap.verdict], { mean: number(gap.mean), end: number(Math.abs(gap.end)) })}${observed ? '' : ` ${t('fromRecording')}`}`
            : t('waiting')}
        </p>
      ) : (
        <>
          <p className="draw-hint">{t('drawHint')}</p>
          <div className="draw-sliders">
            {draft.map((value, index) => (
              <input
                // biome-ignore lint/suspicious/noArrayIndexKey: a slider is its place on the axis.
                key={index}
                type="range"
                min={low}
                max={high}
                step={(high - low) / 50}
                value={value}
                aria-label={t('pointLabel', { axis, share: Math.round((index / (POINTS - 1)) * 100) })}
                onChange={(event) =>
                  setDraft(withPoint(draft, index / (POINTS - 1), Number(event.target.value)))
                }
              />
            ))}
          </div>
          <p className="button-row">
            <button
              type="button"
              className="button button-primary"
              onClick={() => predict(id, { kind: 'curve', values: draft })}
            >
              {t('done')}
            </button>
          </p>
        </>
      )}
    </div>
  );
}

/** A recorded curve at evenly spaced places, or undefined while there is none. */
function useRecordedCurve(recording: string, run: string, field: string): Curve | undefined {
  const { language } = useSlideScope();
  const state = useRecording(recordingId(recording || 'none', language));
  if (state.status !== 'ready') return undefined;
  const found = state.recording.runs.find(({ name }) => name === run);
  if (!found) return undefined;
  const read = (list: readonly object[]) =>
    list
      .map((point) => (point as Record<string, unknown>)[field])
      .filter((value) => typeof value === 'number');
  const evaluations = read(found.evaluations);
  const values = evaluations.length > 0 ? evaluations : read(found.steps);
  if (values.length < 2) return undefined;
  return Array.from({ length: 41 }, (_, index) => curveAt(values, index / 40));
}

/**
 * @file `<Cover />`: the lesson in one picture, for the title slide: how well full fine-tuning and LoRA answer held-out
 * questions, as recorded for the demo "lora-lab". Line and marker as in every chart. The recording is loaded once
 * the page is idle; until then, and where there is none, only the grid is drawn.
 */
import { useEffect, useState } from 'react';
import { lookOf, markerPath } from '../../charts/series.ts';
import { formatShare } from '../../page/format.ts';
import { fill } from '../../page/language.ts';
import { type RecordedRun, type Recording, recordingId } from '../../recordings/recording.ts';
import { useRecording } from '../../recordings/recordings.ts';
import { useSlideScope } from '../context.ts';
import { slideTexts } from './texts.ts';

const WIDTH = 520;
const LEFT = 20;
const RIGHT = 500;
const TOP = 50;
const BOTTOM = 390;
const METHODS = ['full', 'lora'] as const;

interface Curve {
  method: (typeof METHODS)[number];
  points: [x: number, y: number][];
  first: number;
  last: number;
}

function curveOf(method: Curve['method'], { evaluations }: RecordedRun): Curve | null {
  const steps = evaluations.at(-1)?.step ?? 0;
  if (steps === 0) return null;
  const points = evaluations.map(({ step, heldOutExactMatch }): [number, number] => [
    LEFT + ((RIGHT - LEFT) * step) / steps,
    BOTTOM - (BOTTOM - TOP) * heldOutExactMatch,
  ]);
  return {
    method,
    points,
    first: evaluations[0]!.heldOutExactMatch,
    last: evaluations.at(-1)!.heldOutExactMatch,
  };
}

/** Both curves, or none: a single one allows no comparison. */
export function coverCurves({ runs }: Recording): Curve[] {
  const curves = METHODS.map((method) => {
    const run = runs.find(({ name }) => name === method);
    return run ? curveOf(method, run) : null;
  });
  return curves.every((curve) => curve !== null) ? curves : [];
}

/** True shortly after the first rendering. */
function useAfterStart(): boolean {
  const [started, setStarted] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setStarted(true), 300);
    return () => clearTimeout(timer);
  }, []);
  return started;
}

export function Cover() {
  return useAfterStart() ? <RecordedCover /> : <Picture recording={null} />;
}

function RecordedCover() {
  const { language } = useSlideScope();
  const state = useRecording(recordingId('lora-lab', language));
  return <Picture recording={state.status === 'ready' ? state.recording : null} />;
}

function Picture({ recording }: { recording: Recording | null }) {
  const { language } = useSlideScope();
  const text = slideTexts[language];
  const curves = recording ? coverCurves(recording) : [];
  const grid = (
    <g className="cover-grid">
      {[0, 0.25, 0.5, 0.75, 1].map((share) => {
        const y = BOTTOM - (BOTTOM - TOP) * share;
        return <line key={share} x1={LEFT} x2={RIGHT} y1={y} y2={y} />;
      })}
    </g>
  );
  const box = `0 0 ${WIDTH} 440`;
  if (!recording || curves.length === 0) {
    return (
      <svg className="cover" viewBox={box} aria-hidden="true">
        {grid}
      </svg>
    );
  }
  const [full, lora] = curves as [Curve, Curve];
  const { date, engine, seed } = recording;
  const steps = recording.runs[0]!.evaluations.at(-1)!.step;
  const label = fill(text.coverLabel, {
    date,
    engine,
    seed,
    steps,
    fullFirst: formatShare(full.first),
    fullLast: formatShare(full.last),
    loraFirst: formatShare(lora.first),
    loraLast: formatShare(lora.last),
  });
  return (
    <svg className="cover" viewBox={box} role="img" aria-label={label}>
      {grid}
      {curves.map(({ method, points, last }) => {
        const look = lookOf({ kind: method, quantity: 'heldOut' });
        const [x, y] = points.at(-1)!;
        // The higher end has its name above, the lower one below.
        const above =
          last === Math.max(full.last, lora.last) && (full.last !== lora.last || method === 'full');
        return (
          <g key={method} className={`cover-${method}`}>
            <polyline
              points={points.map((point) => point.join()).join(' ')}
              stroke={look.color}
              strokeWidth={look.width * 1.3}
              strokeDasharray={look.dash}
            />
            <path
              d={points.map(([px, py]) => markerPath(look.marker, px, py, 4.5)).join('')}
              fill={look.color}
            />
            <text className="cover-name" x={x} y={above ? y - 14 : y + 30} textAnchor="end" fill={look.color}>
              {method === 'full' ? text.coverFull : text.coverLora} {formatShare(last)}
            </text>
          </g>
        );
      })}
      <text className="cover-note" x={LEFT} y="424">
        {fill(text.coverNote, { steps, seed })}
      </text>
    </svg>
  );
}

/**
 * @file Points in a plane of two quantities, joined to paths where they belong together: accuracy against parameters,
 * a run's way through forgetting and accuracy, a spectrum. Plain SVG; one focus, and arrow keys go from point to point.
 */
import { type KeyboardEvent, type PointerEvent, useId, useState } from 'react';
import { useText } from '../page/language.ts';
import { ChartFrame } from './ChartFrame.tsx';
import { placeLabels } from './labels.ts';
import { linearTicks, logTicks } from './scale.ts';
import { type Look, markerPath } from './series.ts';
import { chartTexts } from './texts.ts';
import { drawnIn, useBox } from './use-box.ts';

export interface PlanePoint {
  x: number;
  y: number;
  /** Beside the numbers when the point is pointed at, such as "step 40". */
  note?: string;
}

export interface Trace {
  id: string;
  label: string;
  look: Look;
  /** In the order in which a line joins them; points that a logarithmic axis cannot hold are left out. */
  points: readonly PlanePoint[];
  joined?: boolean;
  /** Which points carry a marker: every one (the default), the last, or none. */
  marks?: 'all' | 'last' | 'none';
  /** Writes the label beside the last point, where there is room. */
  named?: boolean;
  faded?: boolean;
}

interface PlaneAxis {
  label: string;
  scale: 'linear' | 'log';
  format: (value: number) => string;
  /** Shorter, for the ticks. */
  formatTick?: (value: number) => string;
  /** Ends of a linear axis; from 0 to what is needed where left out. */
  range?: readonly [from: number, to: number];
}

interface PlaneChartProps {
  name: string;
  x: PlaneAxis;
  y: PlaneAxis;
  traces: readonly Trace[];
  /** The content in words. */
  summary: string;
  /** Omits the list of names where they are written beside the points. */
  withoutLegend?: boolean;
  /** A point was pressed, or Enter on it: the trace it belongs to. */
  onPick?: (traceId: string) => void;
}

const LEFT = 48;
const RIGHT = 14;
const TOP = 12;
const BOTTOM = 36;
/** Pixels within which a pointer selects a point. */
const REACH = 28;

interface Placed {
  trace: Trace;
  point: PlanePoint;
  left: number;
  top: number;
}

/** Ticks of an axis, and the position of a value on it, 0 to 1. */
function axisOf(axis: PlaneAxis, values: readonly number[]) {
  const usable = values.filter((value) => Number.isFinite(value) && (axis.scale === 'linear' || value > 0));
  const [low, high] = axis.range ?? [Math.min(...usable), Math.max(...usable)];
  const ticks =
    axis.scale === 'log'
      ? usable.length > 0
        ? logTicks(low, high)
        : [1, 10]
      : axis.range
        ? linearTicks(high - low).map((tick) => low + tick)
        : linearTicks(usable.length > 0 ? high : 1);
  const bend = (value: number) => (axis.scale === 'log' ? Math.log(value) : value);
  const [from, to] = [bend(ticks[0]!), bend(ticks[ticks.length - 1]!)];
  return { ticks, share: (value: number) => (bend(value) - from) / (to - from) };
}

export function PlaneChart({ name, x, y, traces, summary, withoutLegend, onPick }: PlaneChartProps) {
  const t = useText(chartTexts);
  const hint = useId();
  const [box, pixels] = useBox<HTMLDivElement>();
  const { drawing, svg } = drawnIn(pixels);
  const { width, height } = drawing;
  const [at, setAt] = useState<number | null>(null);
  const points = traces.flatMap((trace) => trace.points);
  const across = axisOf(
    x,
    points.map((point) => point.x),
  );
  const up = axisOf(
    y,
    points.map((point) => point.y),
  );
  const plotWidth = Math.max(40, width - LEFT - RIGHT);
  const plotHeight = Math.max(40, height - TOP - BOTTOM);
  const left = (value: number) => round(LEFT + plotWidth * across.share(value));
  const top = (value: number) => round(TOP + plotHeight * (1 - up.share(value)));
  const placed = traces.map((trace): Placed[] =>
    trace.points
      .map((point) => ({ trace, point, left: left(point.x), top: top(point.y) }))
      .filter((place) => Number.isFinite(place.left + place.top)),
  );
  const reachable = placed.flatMap((places, i) => {
    if (traces[i]!.marks === 'none') return [];
    return traces[i]!.marks === 'last' ? places.slice(-1) : places;
  });
  const chosen = at === null ? undefined : reachable[Math.min(at, reachable.length - 1)];
  const named = placed.flatMap((places, i) => {
    const last = places[places.length - 1];
    return traces[i]!.named && last ? [{ text: traces[i]!.label, left: last.left, top: last.top }] : [];
  });
  // Names avoid the ends of paths; the paths may run under them.
  const ends = placed.flatMap((places, i) => (traces[i]!.joined ? places.slice(-1) : places));
  const labels = placeLabels(named, ends, {
    left: LEFT,
    top: TOP,
    right: width - 2,
    bottom: height - BOTTOM,
  });

  function nearest({ currentTarget, clientX, clientY }: PointerEvent<SVGSVGElement>): number | null {
    const frame = currentTarget.getBoundingClientRect();
    let best: number | null = null;
    let least = REACH;
    reachable.forEach((place, i) => {
      const distance = Math.hypot(
        place.left - (clientX - frame.left) / pixels.scale,
        place.top - (clientY - frame.top) / pixels.scale,
      );
      if (distance < least) [best, least] = [i, distance];
    });
    return best;
  }

  function press(event: PointerEvent<SVGSVGElement>) {
    const best = nearest(event);
    setAt(best);
    if (best !== null) onPick?.(reachable[best]!.trace.id);
  }

  function move(event: KeyboardEvent) {
    if (event.key === 'Enter' && chosen) onPick?.(chosen.trace.id);
    const last = reachable.length - 1;
    const next = {
      ArrowRight: (at ?? -1) + 1,
      ArrowDown: (at ?? -1) + 1,
      ArrowLeft: (at ?? 1) - 1,
      ArrowUp: (at ?? 1) - 1,
      Home: 0,
      End: last,
    }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    setAt(Math.min(last, Math.max(0, next)));
  }

  return (
    <ChartFrame
      name={name}
      summary={summary}
      legend={withoutLegend ? null : <PlaneLegend traces={traces} />}
      table={() => <PlaneTable name={name} x={x} y={y} traces={traces} />}
    >
      <div className="chart-plot plane" ref={box}>
        <svg
          {...svg}
          role="application"
          aria-roledescription={t('plane')}
          aria-label={name}
          aria-describedby={hint}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the points.
          tabIndex={0}
          onPointerMove={(event) => setAt(nearest(event))}
          onPointerDown={press}
          onPointerLeave={() => setAt(null)}
          onKeyDown={move}
          onBlur={() => setAt(null)}
        >
          {up.ticks.map((tick) => (
            <g key={tick}>
              <path d={`M${LEFT},${top(tick)}H${width - RIGHT}`} stroke="var(--grid)" />
              <text x={LEFT - 6} y={top(tick) + 4} textAnchor="end">
                {(y.formatTick ?? y.format)(tick)}
              </text>
            </g>
          ))}
          {across.ticks.map((tick) => (
            <text key={tick} x={left(tick)} y={height - BOTTOM + 15} textAnchor="middle">
              {(x.formatTick ?? x.format)(tick)}
            </text>
          ))}
          <path d={`M${LEFT},${height - BOTTOM}H${width - RIGHT}`} stroke="var(--line-strong)" />
          <text x={width - RIGHT} y={height - 4} textAnchor="end">
            {x.label}
          </text>
          {placed.map((places, i) => (
            <TraceDrawing key={traces[i]!.id} trace={traces[i]!} places={places} />
          ))}
          {labels.map(
            ({ text, leader }) =>
              leader && (
                <path
                  key={text}
                  d={`M${round(leader[0].left)},${round(leader[0].top)}L${round(leader[1].left)},${round(leader[1].top)}`}
                  stroke="var(--line-strong)"
                  strokeWidth={0.8}
                />
              ),
          )}
          {labels.map(({ text, left, top, anchor }) => (
            <text key={`${text}-${left}-${top}`} className="plane-name" x={left} y={top} textAnchor={anchor}>
              {text}
            </text>
          ))}
          {chosen && (
            <circle
              cx={chosen.left}
              cy={chosen.top}
              r={8}
              fill="none"
              stroke="var(--accent)"
              strokeWidth={2}
            />
          )}
        </svg>
        <p className="plane-readout chart-tooltip" hidden={!chosen}>
          {chosen &&
            `${chosen.trace.label}${chosen.point.note ? ` · ${chosen.point.note}` : ''} · ${x.label} ${x.format(
              chosen.point.x,
            )} · ${y.label} ${y.format(chosen.point.y)}`}
        </p>
        <span id={hint} className="visually-hidden">
          {t('planeKeys', { y: y.label, x: x.label })} {onPick && t('planePick')}
        </span>
        <span className="visually-hidden" aria-live="polite">
          {chosen &&
            `${chosen.trace.label} ${chosen.point.note ?? ''} ${x.label} ${x.format(chosen.point.x)}, ${y.label} ${y.format(
              chosen.point.y,
            )}`}
        </span>
      </div>
    </ChartFrame>
  );
}

const round = (pixels: number) => Math.round(pixels * 10) / 10;

function TraceDrawing({ trace, places }: { trace: Trace; places: readonly Placed[] }) {
  const { look, joined, marks = 'all', faded } = trace;
  const marked = marks === 'none' ? [] : marks === 'last' ? places.slice(-1) : places;
  if (places.length === 0) return null;
  return (
    <g opacity={faded ? 0.4 : 1}>
      {joined && (
        <path
          d={`M${places.map(({ left, top }) => `${left},${top}`).join('L')}`}
          fill="none"
          stroke={look.color}
          strokeWidth={look.width}
          strokeDasharray={look.dash}
          strokeLinejoin="round"
        />
      )}
      <path
        d={marked
          .map(({ left, top }, i) =>
            markerPath(look.marker, left, top, joined && i < marked.length - 1 ? 2.6 : 4.6),
          )
          .join('')}
        fill={look.color}
        stroke="var(--surface)"
      />
    </g>
  );
}

export function LookSample({ look, joined }: { look: Look; joined?: boolean | undefined }) {
  return (
    <svg className="chart-sample" width="30" height="12" viewBox="0 0 30 12" aria-hidden="true">
      {joined && (
        <path d="M1,6H29" stroke={look.color} strokeWidth={look.width} strokeDasharray={look.dash} />
      )}
      <path d={markerPath(look.marker, 15, 6, 3.6)} fill={look.color} stroke="var(--surface)" />
    </svg>
  );
}

function PlaneLegend({ traces }: { traces: readonly Trace[] }) {
  return (
    <ul className="chart-legend">
      {traces.map(({ id, label, look, joined, faded }) => (
        <li key={id} className={faded ? 'is-faded' : undefined}>
          <LookSample look={look} joined={joined} />
          {label}
        </li>
      ))}
    </ul>
  );
}

function PlaneTable({ name, x, y, traces }: Pick<PlaneChartProps, 'name' | 'x' | 'y' | 'traces'>) {
  return (
    <table className="data-table">
      <caption className="visually-hidden">{name}</caption>
      <thead>
        <tr>
          <th scope="col">{name}</th>
          <th scope="col" className="number">
            {x.label}
          </th>
          <th scope="col" className="number">
            {y.label}
          </th>
        </tr>
      </thead>
      <tbody>
        {traces.flatMap(({ id, label, points }) =>
          points.map((point) => (
            <tr key={`${id}/${point.x}/${point.y}/${point.note ?? ''}`}>
              <th scope="row">
                {label} {point.note}
              </th>
              <td className="number">{x.format(point.x)}</td>
              <td className="number">{y.format(point.y)}</td>
            </tr>
          )),
        )}
      </tbody>
    </table>
  );
}

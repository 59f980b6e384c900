/** @file Curves over training steps, thin over Recharts: no animation, few rows, ticks of our own. */
import { memo, useMemo, useState } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceLine,
  Tooltip,
  XAxis,
  YAxis,
} from 'recharts';
import { useLanguage, useText } from '../page/language.ts';
import { ChartFrame } from './ChartFrame.tsx';
import { Curves } from './Curves.tsx';
import { CurveTable } from './CurveTable.tsx';
import { CurveTooltip } from './CurveTooltip.tsx';
import { Legend } from './Legend.tsx';
import { curveRows, MAX_ROWS, toRows } from './rows.ts';
import { linearTicks, logTicks } from './scale.ts';
import type { Series } from './series.ts';
import { summarise } from './summary.ts';
import { chartTexts } from './texts.ts';
import { useBox } from './use-box.ts';

export interface CurveChartProps {
  name: string;
  series: readonly Series[];
  /** Last step of the axis; it grows where a curve goes further. */
  lastStep: number;
  format: (value: number) => string;
  /** Fixed top of the value axis, such as 1 for shares. */
  top?: number;
  /** Offers a logarithmic axis. */
  canBeLog?: boolean;
  /** A guess made before training: the range in which the curve was expected to end. */
  guess?: { from: number; to: number } | null;
  /** A step to mark, with its words, such as where a run diverged. */
  mark?: { step: number; label: string } | null;
  /** Charts of the same name share one cursor: pointing at a step in one points at it in all. */
  crosshair?: string;
}

/** The row nearest to the step pointed at in another chart, which may have other steps. */
function nearestRow(
  ticks: readonly { value: unknown }[],
  { activeLabel }: { activeLabel?: unknown },
): number {
  const step = Number(activeLabel);
  let best = -1;
  let distance = Number.POSITIVE_INFINITY;
  ticks.forEach(({ value }, i) => {
    const away = Math.abs(Number(value) - step);
    if (away < distance) [best, distance] = [i, away];
  });
  return best;
}

export const CurveChart = memo(function CurveChart(props: CurveChartProps) {
  const { name, series, lastStep, format, top, canBeLog, guess, mark, crosshair } = props;
  const t = useText(chartTexts);
  const language = useLanguage();
  const [log, setLog] = useState(false);
  const [box, { width, height, scale }] = useBox<HTMLDivElement>();
  const rows = useMemo(() => toRows(series), [series]);
  const longest = Math.max(lastStep, ...series.map(({ points }) => points[points.length - 1]?.step ?? 0));
  const values = useMemo(
    () => rows.flatMap(({ step: _, ...columns }) => Object.values(columns) as number[]),
    [rows],
  );
  const isLog = log && canBeLog === true;
  const ticks = useMemo(() => {
    if (isLog) {
      const positive = values.filter((value) => value > 0);
      return positive.length > 0 ? logTicks(Math.min(...positive), Math.max(...positive)) : [0.1, 1, 10];
    }
    return linearTicks(top ?? Math.max(0, ...values));
  }, [isLog, top, values]);
  const stepTicks = linearTicks(longest, 4).filter((tick) => tick <= longest);
  const summary = summarise(series, format, language);
  const fontSize = 12 * scale;
  const tickStyle = { fill: 'var(--ink-muted)', fontSize };

  return (
    <ChartFrame
      name={name}
      summary={summary}
      note={series.some(({ points }) => points.length > MAX_ROWS) ? t('means') : null}
      legend={<Legend series={series} format={format} />}
      tools={
        canBeLog ? (
          <button
            type="button"
            className="chart-toggle"
            aria-pressed={log}
            aria-label={t('logOf', { name })}
            onClick={() => setLog(!log)}
          >
            {t('log')}
          </button>
        ) : null
      }
      csv={() => curveRows(series, t('step'))}
      table={() => <CurveTable name={name} series={series} format={format} />}
    >
      <div className="chart-plot" ref={box}>
        <LineChart
          width={width}
          height={height}
          data={rows}
          margin={{ top: 8 * scale, right: 24 * scale, bottom: 0, left: 0 }}
          aria-label={name}
          accessibilityLayer
          throttleDelay={50}
          {...(crosshair === undefined ? {} : { syncId: crosshair, syncMethod: nearestRow })}
        >
          <CartesianGrid stroke="var(--grid)" vertical={false} />
          <XAxis
            dataKey="step"
            type="number"
            domain={[0, longest]}
            ticks={stepTicks}
            height={20 * scale}
            tick={tickStyle}
            stroke="var(--line-strong)"
            tickLine={false}
            tickFormatter={(tick: number) =>
              tick === stepTicks[stepTicks.length - 1] ? `${tick} ${t('stepUnit')}` : String(tick)
            }
          />
          <YAxis
            width={44 * scale}
            includeHidden
            // The ticks are the domain; without this a zero in the data would end a logarithmic axis.
            allowDataOverflow
            type="number"
            scale={isLog ? 'log' : 'linear'}
            domain={[ticks[0]!, ticks[ticks.length - 1]!]}
            ticks={ticks}
            tickFormatter={format}
            tick={tickStyle}
            stroke="var(--line-strong)"
            tickLine={false}
          />
          {guess && (
            <ReferenceArea
              y1={guess.from}
              y2={Math.min(guess.to, ticks[ticks.length - 1]!)}
              fill="var(--accent)"
              fillOpacity={0.12}
              stroke="var(--accent)"
              strokeDasharray="3 3"
              label={{
                value: t('yourGuess'),
                position: 'insideTopLeft',
                fill: 'var(--accent)',
                fontSize,
              }}
            />
          )}
          {mark && (
            <ReferenceLine
              x={mark.step}
              stroke="var(--bad)"
              strokeDasharray="4 3"
              label={{ value: mark.label, position: 'insideTopRight', fill: 'var(--bad)', fontSize }}
            />
          )}
          {/* Recharts gives an axis a scale only when some item uses it; this one draws nothing. */}
          <Line dataKey={series[0]?.id ?? 'step'} hide isAnimationActive={false} />
          <Curves series={series} />
          <Tooltip
            isAnimationActive={false}
            // The curves are not Recharts items, so Recharts has no values for them and would hide the tooltip.
            filterNull={false}
            cursor={{ stroke: 'var(--line-strong)' }}
            content={<CurveTooltip rows={rows} series={series} format={format} />}
          />
        </LineChart>
      </div>
    </ChartFrame>
  );
});

/** @file Shares at several settings, each with the spread of its seeds: points, error bars, a line through the means. */
import { formatShare } from '../page/format.ts';
import { useText } from '../page/language.ts';
import { ChartFrame } from './ChartFrame.tsx';
import { chartTexts } from './texts.ts';
import { useBox } from './use-box.ts';

export interface SpreadPoint {
  /** The setting, as on the axis. */
  label: string;
  /** 0 to 1. */
  mean: number;
  /** Sample standard deviation of the seeds. */
  deviation: number;
}

interface SpreadChartProps {
  name: string;
  points: readonly SpreadPoint[];
  note?: string;
  words: { value: string; mean: string; deviation: string };
}

const TICKS = [0, 0.25, 0.5, 0.75, 1];

export function SpreadChart({ name, points, note, words }: SpreadChartProps) {
  const t = useText(chartTexts);
  const [box, { width, height, scale }] = useBox<HTMLDivElement>();
  const fontSize = 12 * scale;
  const margin = { left: 3.4 * fontSize, right: fontSize, top: fontSize, bottom: 1.8 * fontSize };
  const x = (i: number) => margin.left + ((i + 0.5) / points.length) * (width - margin.left - margin.right);
  const y = (share: number) =>
    margin.top + (1 - Math.min(1, Math.max(0, share))) * (height - margin.top - margin.bottom);
  const said = ({ label, mean, deviation }: SpreadPoint) =>
    `${label}: ${formatShare(mean)} ± ${formatShare(deviation)}`;
  return (
    <ChartFrame
      name={name}
      summary={points.length > 0 ? points.map(said).join(' · ') : t('empty')}
      note={note ?? null}
      table={() => (
        <table className="data-table">
          <caption className="visually-hidden">{name}</caption>
          <thead>
            <tr>
              <th scope="col">{words.value}</th>
              <th scope="col" className="number">
                {words.mean}
              </th>
              <th scope="col" className="number">
                {words.deviation}
              </th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ label, mean, deviation }) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                <td className="number">{formatShare(mean)}</td>
                <td className="number">{formatShare(deviation)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    >
      <div className="chart-plot" ref={box}>
        <svg width={width} height={height} role="img" aria-label={name} fontSize={fontSize}>
          {TICKS.map((tick) => (
            <g key={tick}>
              <line
                x1={margin.left}
                x2={width - margin.right}
                y1={y(tick)}
                y2={y(tick)}
                stroke="var(--grid)"
              />
              <text
                x={margin.left - fontSize / 2}
                y={y(tick)}
                dominantBaseline="middle"
                textAnchor="end"
                fill="var(--ink-muted)"
              >
                {formatShare(tick)}
              </text>
            </g>
          ))}
          <polyline
            points={points.map(({ mean }, i) => `${x(i)},${y(mean)}`).join(' ')}
            fill="none"
            stroke="var(--series-lora)"
            strokeWidth={2}
          />
          {points.map((point, i) => {
            const { label, mean, deviation } = point;
            const [top, bottom] = [y(mean + deviation), y(mean - deviation)];
            const cap = fontSize / 2.5;
            return (
              <g key={label} stroke="var(--series-lora)" strokeWidth={2}>
                <title>{said(point)}</title>
                <line x1={x(i)} x2={x(i)} y1={top} y2={bottom} />
                <line x1={x(i) - cap} x2={x(i) + cap} y1={top} y2={top} />
                <line x1={x(i) - cap} x2={x(i) + cap} y1={bottom} y2={bottom} />
                <circle cx={x(i)} cy={y(mean)} r={fontSize / 3} fill="var(--series-lora)" />
                <text
                  x={x(i)}
                  y={height - fontSize / 2}
                  textAnchor="middle"
                  fill="var(--ink-muted)"
                  stroke="none"
                >
                  {label}
                </text>
              </g>
            );
          })}
        </svg>
      </div>
    </ChartFrame>
  );
}

/** @file Line, marker and name of each series, with where it began and where it is: the chart in few words. */
import { lookOf, markerPath, type Series } from './series.ts';

function LineSample({ series }: { series: Series }) {
  const look = lookOf(series);
  return (
    <svg className="chart-sample" width="30" height="12" viewBox="0 0 30 12" aria-hidden="true">
      <path d="M1,6H29" stroke={look.color} strokeWidth={look.width} strokeDasharray={look.dash} />
      {series.quantity !== 'training' && (
        <path d={markerPath(look.marker, 15, 6, 3.2)} fill={look.color} stroke="var(--surface)" />
      )}
    </svg>
  );
}

interface LegendProps {
  series: readonly Series[];
  format: (value: number) => string;
}

export function Legend({ series, format }: LegendProps) {
  return (
    <ul className="chart-legend">
      {series.map((one) => (
        <li key={one.id} className={one.faded ? 'is-faded' : undefined}>
          <LineSample series={one} />
          {one.label} <span className="chart-change">{one.faded ? '' : change(one, format)}</span>
        </li>
      ))}
    </ul>
  );
}

function change({ points }: Series, format: (value: number) => string): string {
  const first = points[0];
  const last = points[points.length - 1];
  if (!first || !last) return '';
  return first === last ? format(last.value) : `${format(first.value)} → ${format(last.value)}`;
}

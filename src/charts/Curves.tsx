/**
 * @file The lines and markers themselves, one path each. Recharts' own `<Line>` prepares a dot for every row and
 * measures every path for animations, which are off: half of a drawing's time (Recharts 3.10, profile of two runs
 * of 1,000 steps). Axes, grid, tooltip and keyboard stay Recharts'.
 */
import { useXAxisScale, useYAxisScale } from 'recharts';
import { thin } from './rows.ts';
import { type CurvePoint, lookOf, markerPath, type Series } from './series.ts';

type Place = readonly [x: number, y: number];

const round = (pixels: number) => Math.round(pixels * 10) / 10;

function places(
  points: readonly CurvePoint[],
  x: (step: number) => number | undefined,
  y: (value: number) => number | undefined,
): Place[] {
  return thin(points).flatMap(({ step, value }): Place[] => {
    const [left, top] = [x(step), y(value)];
    // A value that is not positive has no place on a logarithmic axis.
    if (left === undefined || top === undefined || !Number.isFinite(left + top)) return [];
    return [[round(left), round(top)]];
  });
}

export function Curves({ series }: { series: readonly Series[] }) {
  const x = useXAxisScale();
  const y = useYAxisScale();
  if (!x || !y) return null;
  return (
    <g className="chart-curves">
      {series.map((one) => {
        const { color, width, dash, marker } = lookOf(one);
        const line = places(one.points, x, y);
        if (line.length === 0) return null;
        const marked = one.quantity !== 'training' && !one.faded;
        return (
          <g key={one.id} opacity={one.faded ? 0.35 : 1}>
            <path
              d={`M${line.map((place) => place.join(',')).join('L')}`}
              fill="none"
              stroke={color}
              strokeWidth={width}
              strokeDasharray={dash}
              strokeLinejoin="round"
            />
            {marked && (
              <path
                d={line.map(([left, top]) => markerPath(marker, left, top, 3.2)).join('')}
                fill={color}
                stroke="var(--surface)"
              />
            )}
          </g>
        );
      })}
    </g>
  );
}

/**
 * @file A grid of runs as a heat map: one cell for every pair of two settings' values, its number written in it. Colour
 * repeats the number; a run that diverged is crossed out, the best one is framed, the one under way fills from the left.
 */
import { useText } from '../page/language.ts';
import { ChartFrame } from './ChartFrame.tsx';
import type { CsvRow } from './csv.ts';
import { chartTexts } from './texts.ts';
import { drawnIn, useBox } from './use-box.ts';

export interface GridCell {
  /** Null where nothing has been measured. */
  value: number | null;
  diverged: boolean;
  /** Share done of the run under way, 0 to 1; null for all others. */
  progress: number | null;
}

interface CellGridProps {
  name: string;
  summary: string;
  rows: { name: string; labels: readonly string[] };
  columns: { name: string; labels: readonly string[] };
  /** Row by row. */
  cells: readonly GridCell[];
  format: (value: number) => string;
  /** Values of the palest and of the fullest cell. */
  domain: readonly [number, number];
  best: number | null;
}

const LEFT = 56;
const TOP = 22;
const BOTTOM = 22;
const GAP = 3;

/**
 * Fill and text of a cell. No mixture between the two ranges: there neither dark nor light letters would stand out
 * enough from it.
 */
function lookOf(share: number): { fill: string; ink: string } {
  const strong = share > 0.6;
  const part = strong ? 74 + ((share - 0.6) / 0.4) * 26 : (share / 0.6) * 34;
  return {
    fill: `color-mix(in oklab, var(--accent) ${part.toFixed(0)}%, var(--surface-sunken))`,
    ink: strong ? 'var(--on-accent)' : 'var(--ink)',
  };
}

export function CellGrid(props: CellGridProps) {
  const { name, summary, rows, columns, cells, format, domain, best } = props;
  const t = useText(chartTexts);
  const [box, pixels] = useBox<HTMLDivElement>();
  const { drawing, svg } = drawnIn(pixels);
  const { width, height } = drawing;
  const cellWidth = (width - LEFT) / Math.max(1, columns.labels.length);
  const cellHeight = (height - TOP - BOTTOM) / Math.max(1, rows.labels.length);
  const size = Math.max(9, Math.min(20, cellHeight * 0.4, cellWidth * 0.21));
  const textOf = ({ value, diverged }: GridCell) =>
    value !== null ? format(value) : diverged ? t('divergedCell') : '';

  const csv = (): CsvRow[] => [
    [`${rows.name} \\ ${columns.name}`, ...columns.labels],
    ...rows.labels.map((label, row) => [
      label,
      ...columns.labels.map((_, column) => {
        const cell = cells[row * columns.labels.length + column];
        return cell?.value ?? (cell?.diverged ? t('divergedCell') : null);
      }),
    ]),
  ];

  return (
    <ChartFrame
      name={name}
      summary={summary}
      csv={csv}
      table={() => (
        <table className="data-table">
          <caption className="visually-hidden">{name}</caption>
          <thead>
            <tr>
              <th scope="col">
                {rows.name} \ {columns.name}
              </th>
              {columns.labels.map((label) => (
                <th key={label} scope="col" className="number">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.labels.map((label, row) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {columns.labels.map((column, i) => (
                  <td key={column} className="number">
                    {textOf(cells[row * columns.labels.length + i]!) || '–'}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    >
      <div className="chart-plot" ref={box}>
        <svg className="cell-grid" {...svg} role="img" aria-label={summary}>
          <text x={0} y={TOP - 8} className="cell-axis">
            {rows.name}
          </text>
          {columns.labels.map((label, i) => (
            <text
              key={label}
              x={LEFT + (i + 0.5) * cellWidth}
              y={height - 6}
              textAnchor="middle"
              className="cell-tick"
            >
              {label}
            </text>
          ))}
          <text x={width} y={TOP - 8} textAnchor="end" className="cell-axis">
            {columns.name}
          </text>
          {rows.labels.map((label, i) => (
            <text
              key={label}
              x={LEFT - 10}
              y={TOP + (i + 0.5) * cellHeight + 4}
              textAnchor="end"
              className="cell-tick"
            >
              {label}
            </text>
          ))}
          {cells.map((cell, index) => {
            const x = LEFT + (index % columns.labels.length) * cellWidth + GAP / 2;
            const y = TOP + Math.floor(index / columns.labels.length) * cellHeight + GAP / 2;
            const [w, h] = [Math.max(1, cellWidth - GAP), Math.max(1, cellHeight - GAP)];
            const [low, high] = domain;
            const share =
              cell.value === null
                ? null
                : Math.min(1, Math.max(0, high === low ? 1 : (cell.value - low) / (high - low)));
            const look = share === null ? null : lookOf(share);
            const middle = {
              x: x + w / 2,
              y: y + h / 2,
              textAnchor: 'middle' as const,
              dominantBaseline: 'central' as const,
            };
            return (
              // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
              <g key={index}>
                <rect
                  x={x}
                  y={y}
                  width={w}
                  height={h}
                  rx={4}
                  className={look ? undefined : 'cell-empty'}
                  fill={look?.fill}
                />
                {cell.progress !== null && (
                  <rect x={x} y={y} width={w * cell.progress} height={h} rx={4} className="cell-progress" />
                )}
                {cell.diverged && (
                  <path
                    d={`M${x + 6},${y + 6}l${w - 12},${h - 12}m0,${12 - h}l${12 - w},${h - 12}`}
                    className="cell-cross"
                  />
                )}
                {look && (
                  <text {...middle} fill={look.ink} fontSize={size} fontWeight={index === best ? 700 : 500}>
                    {index === best ? '★ ' : ''}
                    {textOf(cell)}
                  </text>
                )}
                {index === best && (
                  <rect x={x + 1} y={y + 1} width={w - 2} height={h - 2} rx={3} className="cell-best" />
                )}
              </g>
            );
          })}
        </svg>
      </div>
    </ChartFrame>
  );
}

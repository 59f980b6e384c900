/**
 * @file One matrix as a heat map. Purple below zero, orange above, the ground colour at zero: a pair that stays apart
 * for every common colour blindness (Brewer's PuOr). The value under the pointer, or chosen by arrow keys, is shown as text.
 */
import { type KeyboardEvent, type PointerEvent, useEffect, useId, useMemo, useRef, useState } from 'react';
import { useText } from '../../page/language.ts';
import { cellsOf } from '../../train/inspection/heat-map.ts';
import type { HeatMap } from '../../train/inspection/types.ts';
import { formatCell } from './format.ts';
import { texts } from './texts.ts';
import { useTheme } from './use-theme.ts';

interface HeatMapViewProps {
  name: string;
  map: HeatMap;
}

/** Lines of the matrix that a cell stands for, counted from 1. */
export function linesOf(index: number, cells: number, lines: number): string {
  const first = Math.ceil((index * lines) / cells) + 1;
  const last = Math.ceil(((index + 1) * lines) / cells);
  return first === last ? String(first) : `${first}–${last}`;
}

export function HeatMapView({ name, map }: HeatMapViewProps) {
  const t = useText(texts);
  const id = useId();
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const values = useMemo(() => cellsOf(map), [map]);
  const [at, setAt] = useState<{ row: number; column: number } | null>(null);
  const { height, width, rows, columns, peak } = map;

  useEffect(() => {
    paint(canvas.current, values, height, width, peak);
    // A change of theme changes the colours that are read from the style sheet.
    void theme;
  }, [values, height, width, peak, theme]);

  function point({ currentTarget, clientX, clientY }: PointerEvent) {
    const box = currentTarget.getBoundingClientRect();
    const column = Math.floor(((clientX - box.left) / box.width) * width);
    const row = Math.floor(((clientY - box.top) / box.height) * height);
    setAt({ row: clamp(row, height), column: clamp(column, width) });
  }

  function move(event: KeyboardEvent) {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    if (!step) return;
    event.preventDefault();
    const from = at ?? { row: 0, column: 0 };
    const [down, right] = at ? step : [0, 0];
    setAt({ row: clamp(from.row + down!, height), column: clamp(from.column + right!, width) });
  }

  const value = at ? (values[at.row * width + at.column] ?? 0) : 0;
  return (
    <figure className="heat" aria-labelledby={`${id}-name`}>
      <figcaption id={`${id}-name`}>
        <b>{name}</b>{' '}
        <span className="hint">
          {rows} × {columns}
        </span>
      </figcaption>
      <div
        className="heat-plot"
        style={{ aspectRatio: `${width} / ${height}` }}
        role="application"
        aria-roledescription={t('heatMap')}
        aria-label={t('heatSummary', { name, rows, columns, peak: formatCell(peak) })}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys read the cells.
        tabIndex={0}
        onPointerMove={point}
        onPointerDown={point}
        onPointerLeave={() => setAt(null)}
        onKeyDown={move}
        onBlur={() => setAt(null)}
      >
        <canvas ref={canvas} width={width} height={height} />
        {at && (
          <span
            className="heat-cursor"
            aria-hidden="true"
            style={{
              left: `${(100 * at.column) / width}%`,
              top: `${(100 * at.row) / height}%`,
              width: `${100 / width}%`,
              height: `${100 / height}%`,
            }}
          />
        )}
      </div>
      <p className="heat-value hint" aria-live="polite">
        {at
          ? t('cell', {
              row: linesOf(at.row, height, rows),
              column: linesOf(at.column, width, columns),
              value: formatCell(value),
            })
          : t('peak', { peak: formatCell(peak) })}
      </p>
    </figure>
  );
}

function clamp(index: number, count: number): number {
  return Math.min(count - 1, Math.max(0, index));
}

/** Colours come from the style sheet: `color` above zero, `border-color` below, `background-color` at zero. */
function paint(
  canvas: HTMLCanvasElement | null,
  values: Float64Array,
  height: number,
  width: number,
  peak: number,
): void {
  const context = canvas?.getContext('2d');
  if (!canvas || !context) return;
  const style = getComputedStyle(canvas);
  const [zero, above, below] = [style.backgroundColor, style.color, style.borderTopColor].map(channels);
  const image = context.createImageData(width, height);
  values.forEach((value, i) => {
    const end = value < 0 ? below! : above!;
    const share = peak > 0 ? Math.abs(value) / peak : 0;
    for (let channel = 0; channel < 3; channel++)
      image.data[4 * i + channel] = zero![channel]! + share * (end[channel]! - zero![channel]!);
    image.data[4 * i + 3] = 255;
  });
  context.putImageData(image, 0, 0);
}

/** Red, green and blue of a computed colour. */
function channels(colour: string): number[] {
  const found = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  return [found[0] ?? 128, found[1] ?? 128, found[2] ?? 128];
}

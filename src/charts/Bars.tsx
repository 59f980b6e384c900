/**
 * @file Amounts side by side as horizontal bars from zero: parameters, bytes. Plain elements: a bar's length is
 * one number, and HTML text beside it wraps.
 */
import { useText } from '../page/language.ts';
import { ChartFrame } from './ChartFrame.tsx';
import type { SeriesKind } from './series.ts';
import { lookOf } from './series.ts';
import { chartTexts } from './texts.ts';

export interface Bar {
  id: string;
  label: string;
  value: number;
  kind: SeriesKind;
}

interface BarsProps {
  name: string;
  bars: readonly Bar[];
  format: (value: number) => string;
  /** Without name, words and table around it, for use inside a table or card that has them. */
  bare?: boolean;
  /** Value of a full bar; the largest value where left out. */
  full?: number;
}

export function Bars({ name, bars, format, bare, full }: BarsProps) {
  const t = useText(chartTexts);
  const max = full ?? Math.max(0, ...bars.map(({ value }) => value));
  const drawing = (
    <ul className="bars" aria-label={name}>
      {bars.map(({ id, label, value, kind }) => (
        <li key={id} className="bar">
          <span className="bar-label">{label}</span>
          <span className="bar-track" aria-hidden="true">
            <span
              className={`bar-fill bar-fill-${kind}`}
              style={{
                width: max > 0 ? `max(2px, ${(100 * value) / max}%)` : 0,
                background: lookOf({ kind, quantity: 'training' }).color,
              }}
            />
          </span>
          <span className="bar-value">{format(value)}</span>
        </li>
      ))}
    </ul>
  );
  if (bare) return drawing;
  const words = bars.map(({ label, value }) => `${label} ${format(value)}`).join(' · ');
  return (
    <ChartFrame
      name={name}
      summary={bars.length > 0 ? words : t('empty')}
      table={() => (
        <table className="data-table">
          <caption className="visually-hidden">{name}</caption>
          <tbody>
            {bars.map(({ id, label, value }) => (
              <tr key={id}>
                <th scope="row">{label}</th>
                <td className="number">{format(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    >
      {drawing}
    </ChartFrame>
  );
}

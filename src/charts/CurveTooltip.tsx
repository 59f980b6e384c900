/** @file The values under the pointer or the keyboard's cursor. */
import { useText } from '../page/language.ts';
import type { Row } from './rows.ts';
import { lookOf, type Series } from './series.ts';
import { chartTexts } from './texts.ts';

interface CurveTooltipProps {
  rows: readonly Row[];
  series: readonly Series[];
  format: (value: number) => string;
  /** Given by Recharts: whether a step is pointed at, and which. */
  active?: boolean;
  label?: unknown;
}

export function CurveTooltip({ rows, series, format, active, label }: CurveTooltipProps) {
  const t = useText(chartTexts);
  const row = active ? rows.find(({ step }) => step === Number(label)) : undefined;
  if (!row) return null;
  return (
    <div className="chart-tooltip">
      <div className="chart-tooltip-step">
        {t('step')} {row.step}
      </div>
      {series.map((one) => {
        const value = row[one.id];
        if (value === undefined || one.faded) return null;
        return (
          <div key={one.id}>
            <span className="chart-tooltip-swatch" style={{ background: lookOf(one).color }} />
            {one.label} <b>{format(value)}</b>
          </div>
        );
      })}
    </div>
  );
}

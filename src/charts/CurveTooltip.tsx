/** @file The values under the pointer or the keyboard's cursor. */
import { useText } from '../runs/language.ts';
import { chartTexts } from './texts.ts';

interface Entry {
  dataKey?: unknown;
  name?: unknown;
  value?: unknown;
  color?: string;
}

export interface CurveTooltipProps {
  format: (value: number) => string;
  /** Given by Recharts. */
  active?: boolean;
  label?: unknown;
  payload?: readonly Entry[];
}

export function CurveTooltip({ format, active, label, payload }: CurveTooltipProps) {
  const t = useText(chartTexts);
  if (!active || !payload || payload.length === 0) return null;
  return (
    <div className="chart-tooltip">
      <div className="chart-tooltip-step">
        {t('step')} {String(label)}
      </div>
      {payload.map(({ dataKey, name, value, color }) => (
        <div key={String(dataKey)}>
          <span className="chart-tooltip-swatch" style={{ background: color }} />
          {String(name)} <b>{format(Number(value))}</b>
        </div>
      ))}
    </div>
  );
}

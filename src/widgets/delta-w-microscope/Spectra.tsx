/** @file Singular values of one ΔW for full fine-tuning and LoRA, with their effective ranks. */
import { PlaneChart, type Trace } from '../../charts/PlaneChart.tsx';
import { lookOf } from '../../charts/series.ts';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import type { MatrixReport } from '../../train/inspection/types.ts';
import { formatNorm, formatRank } from './format.ts';
import { energyOf } from './reports.ts';
import { texts } from './texts.ts';

interface SpectrumOf {
  key: 'full' | 'lora';
  label: string;
  report: MatrixReport | undefined;
}

/** Values this far below the largest are rounding, and would only stretch the axis. */
const FLOOR = 1e-4;

export function Spectra({ name, runs, r }: { name: string; runs: readonly SpectrumOf[]; r: number }) {
  const t = useText(texts);
  const known = runs.flatMap(({ key, label, report }) =>
    report && report.norm > 0 ? [{ key, label, report }] : [],
  );
  const top = Math.max(...known.map(({ report }) => report.singularValues[0] ?? 0));
  const traces = known.map(
    ({ key, label, report }): Trace => ({
      id: key,
      label,
      look: lookOf({ kind: key, quantity: 'training' }),
      joined: true,
      marks: key === 'lora' ? 'all' : 'none',
      points: report.singularValues.flatMap((y, i) => (y > FLOOR * top ? [{ x: i + 1, y }] : [])),
    }),
  );
  const summary = known.map(({ label, report }) =>
    t('spectrumSummary', {
      label,
      first: formatNorm(report.singularValues[0]!),
      count: report.singularValues.length,
      rank: formatRank(report.effectiveRank),
    }),
  );
  return (
    <div className="spectra">
      <PlaneChart
        name={name}
        x={{ label: t('index'), scale: 'linear', format: String }}
        y={{ label: 'σ', scale: 'log', format: formatNorm }}
        traces={traces}
        summary={known.length > 0 ? summary.join(' ') : t('noChange')}
      />
      <table className="data-table spectra-table">
        <caption className="visually-hidden">{name}</caption>
        <thead>
          <tr>
            <th scope="col">ΔW</th>
            <th scope="col" className="number">
              {t('norm')}
            </th>
            <th scope="col" className="number">
              {t('effectiveRank')}
            </th>
            <th scope="col" className="number">
              {t('stableRank')}
            </th>
            <th scope="col" className="number">
              {t('energy', { r })}
            </th>
          </tr>
        </thead>
        <tbody>
          {known.map(({ key, label, report }) => (
            <tr key={key}>
              <th scope="row">{label}</th>
              <td className="number">{formatNorm(report.norm)}</td>
              <td className="number">
                {formatRank(report.effectiveRank)} / {report.singularValues.length}
              </td>
              <td className="number">{formatRank(report.stableRank)}</td>
              <td className="number">{formatShare(energyOf(report.singularValues, r))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

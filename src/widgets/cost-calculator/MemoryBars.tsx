/** @file Memory by item: one stacked bar per method, with a line at the memory of one device. */
import { ChartFrame } from '../../charts/ChartFrame.tsx';
import { type Gpu, MEMORY_ITEMS } from '../../costs/index.ts';
import { formatBytes, formatCount, formatShare } from '../../page/format.ts';
import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import type { Costs, Row } from './compute.ts';
import { errorText } from './error-text.ts';
import type { MethodId } from './methods.ts';
import { texts } from './texts.ts';

interface MemoryBarsProps {
  rows: readonly Row[];
  gpu: Gpu;
}

interface ComputedRow {
  id: MethodId;
  costs: Costs;
}

export function computedRows(rows: readonly Row[]): ComputedRow[] {
  return rows.flatMap(({ id, costs }) => (costs === null ? [] : [{ id, costs }]));
}

export function MemoryBars({ rows, gpu }: MemoryBarsProps) {
  const t = useText(texts);
  const language = useLanguage();
  const good = computedRows(rows);
  const scale = Math.max(gpu.memory, ...good.map(({ costs }) => costs.memory.total));
  const clauses = good.map(({ id, costs: { memory } }) => {
    const largest = MEMORY_ITEMS.reduce((a, b) => (memory[b] > memory[a] ? b : a));
    return t('memorySummary', {
      method: t(id),
      total: formatBytes(memory.total),
      item: t(largest),
      amount: formatBytes(memory[largest]),
    });
  });
  return (
    <ChartFrame
      name={t('memoryChart')}
      summary={joinTexts(clauses, 'clauses', language) || t('noRows')}
      note={t('memoryNote')}
      legend={
        <ul className="chart-legend">
          {MEMORY_ITEMS.map((item) => (
            <li key={item}>
              <span className={`cost-swatch cost-${item}`} aria-hidden="true" />
              {t(item)}
            </li>
          ))}
          <li>
            <span className="cost-swatch cost-limit" aria-hidden="true" />
            {t('oneGpu', { name: gpu.name })}
          </li>
        </ul>
      }
      table={() => <MemoryTable rows={good} />}
    >
      <ul className="cost-bars" aria-label={t('memoryChart')}>
        {rows.length === 0 && <li className="hint">{t('noRows')}</li>}
        {rows.map(({ id, costs, error }) => (
          <li key={id} className="cost-row">
            <span className="cost-row-head">
              <b>{t(id)}</b>
              {costs && (
                <span className="hint">
                  {t('rowHint', {
                    count: formatCount(costs.report.trainable),
                    share: smallShare(costs.report.share),
                    file: formatBytes(costs.fileBytes),
                  })}
                </span>
              )}
              {costs && <span className="cost-total">{formatBytes(costs.memory.total)}</span>}
            </span>
            {costs ? (
              <span className="cost-track" aria-hidden="true">
                {MEMORY_ITEMS.map((item) => (
                  <span
                    key={item}
                    className={`cost-segment cost-${item}`}
                    title={`${t(item)} ${formatBytes(costs.memory[item])}`}
                    style={{ width: `${(100 * costs.memory[item]) / scale}%` }}
                  />
                ))}
                <span className="cost-mark" style={{ left: `${(100 * gpu.memory) / scale}%` }} />
              </span>
            ) : (
              <span className="note note-warn">{errorText(error, language)}</span>
            )}
            {costs && costs.report.unmatched.length > 0 && (
              <span className="hint">
                {t('unmatched', { names: joinTexts(costs.report.unmatched, 'words', language) })}
              </span>
            )}
          </li>
        ))}
      </ul>
    </ChartFrame>
  );
}

/** Shares below one percent with two significant digits. */
export function smallShare(share: number): string {
  if (share === 0 || share >= 0.01) return formatShare(share);
  return `${Number((share * 100).toPrecision(2))}%`;
}

function MemoryTable({ rows }: { rows: readonly ComputedRow[] }) {
  const t = useText(texts);
  return (
    <table className="data-table">
      <caption className="visually-hidden">{t('memoryChart')}</caption>
      <thead>
        <tr>
          <th scope="col">{t('method')}</th>
          {MEMORY_ITEMS.map((item) => (
            <th key={item} scope="col" className="number">
              {t(item)}
            </th>
          ))}
          <th scope="col" className="number">
            {t('total')}
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ id, costs: { memory } }) => (
          <tr key={id}>
            <th scope="row">{t(id)}</th>
            {MEMORY_ITEMS.map((item) => (
              <td key={item} className="number">
                {formatBytes(memory[item])}
              </td>
            ))}
            <td className="number">{formatBytes(memory.total)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

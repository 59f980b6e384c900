/** @file Published costs beside the computed ones, and why the two differ. */
import { useMemo } from 'react';
import {
  BENCHMARK_MODEL,
  BENCHMARK_SOURCE,
  benchmark,
  findModel,
  quotations,
  trainingMemory,
} from '../../costs/index.ts';
import { formatBytes, formatCount, formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { Scroll } from '../parts/Scroll.tsx';
import { type CostText, texts } from './texts.ts';

export function Quotations() {
  const t = useText(texts);
  const rows = useMemo(
    () => quotations.map((quotation) => ({ ...quotation, number: quotation.computed?.() })),
    [],
  );
  return (
    <div className="cost-quotations">
      <Scroll className="cost-scroll" label={t('quotationTable')}>
        <table className="data-table">
          <caption className="visually-hidden">{t('quotationTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('step')}</th>
              <th scope="col" className="number">
                {t('quoted')}
              </th>
              <th scope="col" className="number">
                {t('computed')}
              </th>
              <th scope="col">{t('why')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, quoted, approximate, number, reason, source }) => (
              <tr key={id}>
                <th scope="row">
                  {t(`quote_${id}` as CostText)}
                  <span className="cost-source">{source}</span>
                </th>
                <td className="number">
                  {approximate ? t('about', { value: formatBytes(quoted) }) : formatBytes(quoted)}
                </td>
                <td className="number">{number === undefined ? t('none') : formatBytes(number)}</td>
                <td className="cost-why">{t(reason)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <Benchmark />
    </div>
  );
}

function Benchmark() {
  const t = useText(texts);
  const rows = useMemo(() => {
    const { config } = findModel(BENCHMARK_MODEL);
    return benchmark.map((row) => {
      const convention = row.peft.peft_type === 'FULL' ? 8 : 16;
      return {
        ...row,
        memory: trainingMemory(config, row.peft, { convention, batch: 4, sequence: 768 }).total,
      };
    });
  }, []);
  return (
    <>
      <h3 className="card-title">{t('benchmarkTable')}</h3>
      <Scroll className="cost-scroll" label={t('benchmarkTable')}>
        <table className="data-table">
          <caption className="visually-hidden">{t('benchmarkTable')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('experiment')}</th>
              {(
                ['trainable', 'measuredFile', 'computedMemory', 'measuredPeakColumn', 'accuracy'] as const
              ).map((head) => (
                <th key={head} scope="col" className="number">
                  {t(head)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={row.name}>
                <th scope="row">{row.name.replace('/llama-3.2-3B', '')}</th>
                <td className="number">{formatCount(row.trainable)}</td>
                <td className="number">{formatCount(row.fileBytes)}</td>
                <td className="number">{formatBytes(row.memory)}</td>
                <td className="number">{formatBytes(row.peakMemory)}</td>
                <td className="number">{formatShare(row.accuracy)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroll>
      <p className="hint">
        {t('benchmarkNote')} {BENCHMARK_SOURCE}
      </p>
    </>
  );
}

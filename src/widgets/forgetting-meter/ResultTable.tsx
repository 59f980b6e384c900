/** @file Results of each run, with the rise in loss as a number and as a bar. */

import { kindOfMethod, lookOf } from '../../charts/series.ts';
import { formatLoss, formatRate, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { methodShortName } from '../../wording/method-texts.ts';
import { endOf, type MeterResult, replayOf } from './results.ts';
import { texts } from './texts.ts';

export function ResultTable({ results }: { results: readonly MeterResult[] }) {
  const t = useText(texts);
  const language = useLanguage();
  const replayed = results.some((result) => replayOf(result) > 0);
  const most = Math.max(0.01, ...results.map((result) => endOf(result).rise));
  return (
    <div className="meter-table">
      <table className="data-table">
        <caption className="visually-hidden">{t('results')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('run')}</th>
            <th scope="col" className="number">
              {t('rate')}
            </th>
            {replayed && (
              <th scope="col" className="number">
                {t('replay')}
              </th>
            )}
            <th scope="col" className="number">
              {t('matchShort')}
            </th>
            <th scope="col">{t('forgettingShort')}</th>
          </tr>
        </thead>
        <tbody>
          {results.map((result) => {
            const { match, rise } = endOf(result);
            const { color } = lookOf({ kind: kindOfMethod(result.spec.method.name), quantity: 'training' });
            return (
              <tr key={result.key}>
                <th scope="row">{methodShortName(result.spec.method, language)}</th>
                <td className="number">{formatRate(result.rate)}</td>
                {replayed && <td className="number">{formatShare(replayOf(result))}</td>}
                <td className="number">{formatShare(match)}</td>
                <td>
                  <span className="meter-gauge">
                    <span className="bar-track" aria-hidden="true">
                      <span
                        className="bar-fill"
                        style={{ width: `${(100 * Math.max(0, rise)) / most}%`, background: color }}
                      />
                    </span>
                    <span className="number">{`${rise < 0 ? '−' : '+'}${formatLoss(Math.abs(rise))}`}</span>
                  </span>
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

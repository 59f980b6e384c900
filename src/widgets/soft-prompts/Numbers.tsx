/** @file Parameters and results of each run as a table. */
import { lastEvaluation } from '../../client/state.ts';
import { formatCount, formatLoss, formatShare } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import { methodName } from '../../wording/method-texts.ts';
import type { ShownRun } from '../parts/shown-run.ts';
import { texts } from './texts.ts';

export function Numbers({ runs }: { runs: readonly ShownRun[] }) {
  const t = useText(texts);
  const language = useLanguage();
  if (runs.length === 0) return <p className="empty">{t('empty')}</p>;
  return (
    <div className="soft-numbers">
      <table className="data-table">
        <caption className="visually-hidden">{t('numbers')}</caption>
        <thead>
          <tr>
            <th scope="col">{t('method')}</th>
            <th scope="col" className="number">
              {t('parameters')}
            </th>
            <th scope="col" className="number">
              {t('match')}
            </th>
            <th scope="col" className="number">
              {t('loss')}
            </th>
          </tr>
        </thead>
        <tbody>
          {runs.map((run) => {
            const [first, last] = [run.evaluations[0], lastEvaluation(run)];
            return (
              <tr key={run.key}>
                <th scope="row">{methodName(run.spec.method, language)}</th>
                <td className="number">{run.facts ? formatCount(run.facts.trainableParameters) : '–'}</td>
                <td className="number">{last ? formatShare(last.heldOutExactMatch) : '–'}</td>
                <td className="number">
                  {first && last
                    ? `${formatLoss(first.pretrainingLoss)} → ${formatLoss(last.pretrainingLoss)}`
                    : '–'}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

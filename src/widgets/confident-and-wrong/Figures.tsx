/** @file The figures of both runs in one table. */

import { useText } from '../../page/language.ts';
import type { Limit } from '../../recipes/defaults.ts';
import { Scroll } from '../parts/Scroll.tsx';
import type { ShownRun } from '../parts/shown-run.ts';
import { figures, type LimitResult } from './measures.ts';
import { type LimitText, texts } from './texts.ts';

interface FiguresProps {
  limit: Limit;
  runs: readonly ShownRun[];
  results: readonly LimitResult[];
}

export function Figures({ limit, runs, results }: FiguresProps) {
  const t = useText(texts);
  if (results.length === 0) return <p className="empty">{t('noAnswers')}</p>;
  return (
    <Scroll className="limit-scroll" label={t('measures')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('measure')}</th>
            {results.map(({ name }) => (
              <th key={name} scope="col" className="number">
                {t(`${limit}.${name}` as LimitText)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures(limit, runs, results).map(({ name, values }) => (
            <tr key={name}>
              <th scope="row">{t(name)}</th>
              {values.map((value, i) => (
                <td key={results[i]!.name} className="number">
                  {value}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** @file Style as numbers: length, politeness, reasons, and the style that the classifier assigns. */
import { DIETS } from '../../data/sources.ts';
import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import { Scroll } from '../parts/Scroll.tsx';
import type { DietResult } from './measures.ts';
import { texts } from './texts.ts';

export function StyleTable({ results }: { results: readonly DietResult[] }) {
  const t = useText(texts);
  if (results.length === 0) return <p className="empty">{t('noAnswers')}</p>;
  const rows = [
    { name: t('length'), value: ({ style }: DietResult) => style.length.toFixed(1) },
    { name: t('politeness'), value: ({ style }: DietResult) => style.politeness.toFixed(1) },
    { name: t('reasons'), value: ({ style }: DietResult) => style.reasons.toFixed(1) },
    { name: t('factual'), value: ({ style }: DietResult) => formatShare(style.factual) },
    ...DIETS.map((diet) => ({
      name: t('readsLike', { diet: t(diet) }),
      value: ({ style }: DietResult) => formatShare(style.shares[diet]),
    })),
  ];
  return (
    <Scroll className="diet-scroll" label={t('style')}>
      <table className="data-table">
        <thead>
          <tr>
            <th scope="col">{t('measure')}</th>
            {results.map(({ diet }) => (
              <th key={diet} scope="col" className="number">
                {t(diet)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              {results.map((result) => (
                <td key={result.diet} className="number">
                  {value(result)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('styleHint')}</p>
    </Scroll>
  );
}

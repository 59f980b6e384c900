/** @file Every method in one table: exact counts for the tiny model and for the chosen one. */
import { type ParameterReport, parameterReport } from '../../costs/index.ts';
import { formatCount } from '../../page/format.ts';
import { useLanguage, useText } from '../../page/language.ts';
import type { Config } from '../cost-calculator/compute.ts';
import { errorText } from '../cost-calculator/error-text.ts';
import { smallShare } from '../cost-calculator/MemoryBars.tsx';
import { Scroll } from '../parts/Scroll.tsx';
import { MAP_METHODS, type MapMethod, type MapState, peftFor } from './state.ts';
import { texts } from './texts.ts';

interface CountTableProps {
  models: readonly { name: string; config: Config }[];
  state: MapState;
}

function countOf(method: MapMethod, config: Config, state: MapState): ParameterReport | Error {
  try {
    return parameterReport(config, peftFor(method, config, state));
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

export function CountTable({ models, state }: CountTableProps) {
  const t = useText(texts);
  const language = useLanguage();
  return (
    <Scroll className="cost-scroll" label={t('countTable')}>
      <table className="data-table">
        <caption className="visually-hidden">{t('countTable')}</caption>
        <thead>
          <tr>
            <th scope="col" rowSpan={2}>
              {t('method')}
            </th>
            {models.map(({ name }) => (
              <th key={name} scope="colgroup" colSpan={2}>
                {name}
              </th>
            ))}
          </tr>
          <tr>
            {models.flatMap(({ name }) =>
              (['trainable', 'share'] as const).map((head) => (
                <th key={`${name} ${head}`} scope="col" className="number">
                  {t(head)}
                </th>
              )),
            )}
          </tr>
        </thead>
        <tbody>
          {MAP_METHODS.map((method) => (
            <tr key={method} className={method === state.method ? 'is-chosen' : undefined}>
              <th scope="row">{t(method)}</th>
              {models.map(({ name, config }) => {
                const answer = countOf(method, config, state);
                if (answer instanceof Error) {
                  return (
                    <td key={name} colSpan={2} className="hint">
                      {errorText(answer, language)}
                    </td>
                  );
                }
                return [
                  <td key={`${name} count`} className="number">
                    {formatCount(answer.trainable)}
                  </td>,
                  <td key={`${name} share`} className="number">
                    {smallShare(answer.share)}
                  </td>,
                ];
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** @file Every question with both answers, how likely each model found its own, and what kind of answer it is. */

import { formatShare } from '../../page/format.ts';
import { useText } from '../../page/language.ts';
import type { Limit } from '../../recipes/defaults.ts';
import { AnswerText } from '../parts/AnswerText.tsx';
import { Scroll } from '../parts/Scroll.tsx';
import type { LimitResult } from './measures.ts';
import { type LimitText, texts } from './texts.ts';

/** A sign for each kind of answer, in addition to its name. */
const SIGNS = { right: '✓', confident: '!', unknown: '?', other: '✗' } as const;

export function Answers({ limit, results }: { limit: Limit; results: readonly LimitResult[] }) {
  const t = useText(texts);
  const first = results[0];
  if (!first || first.judged.length === 0) return <p className="empty">{t('noAnswers')}</p>;
  return (
    <Scroll className="limit-scroll" label={t('answers')}>
      <table className="data-table limit-answers">
        <thead>
          <tr>
            <th scope="col">{t('asked')}</th>
            {results.map(({ name }) => (
              <th key={name} scope="col">
                {t(`${limit}.${name}` as LimitText)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {first.judged.map(({ prompt, reference }) => (
            <tr key={prompt}>
              <th scope="row">
                {prompt}{' '}
                {limit === 'unknown' && (
                  <span className="tag">{t(reference === null ? 'invented' : 'real')}</span>
                )}
                {reference !== null && (
                  <small className="hint"> {t('reference', { answer: reference })}</small>
                )}
              </th>
              {results.map(({ name, judged }) => {
                const sample = judged.find((one) => one.prompt === prompt);
                if (!sample) return <td key={name}>–</td>;
                const { answer, kind, probability } = sample;
                return (
                  <td key={name} className={`limit-answer answer-${kind}`}>
                    <span className="limit-sign" aria-hidden="true">
                      {SIGNS[kind]}
                    </span>{' '}
                    <AnswerText recorded={answer} />
                    {probability !== undefined && (
                      <small className="hint">
                        {' '}
                        {t('probabilityOf', { probability: formatShare(probability) })}
                      </small>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

/** @file One question, three answers, side by side; right facts carry a sign. */

import { DIETS } from '../../data/sources.ts';
import { useText } from '../../page/language.ts';
import { dietQuestions } from '../../recipes/data-specs.ts';
import type { Language } from '../../world/index.ts';
import { AnswerText } from '../parts/AnswerText.tsx';
import { Scroll } from '../parts/Scroll.tsx';
import type { DietResult } from './measures.ts';
import { texts } from './texts.ts';

export function Answers({ results, language }: { results: readonly DietResult[]; language: Language }) {
  const t = useText(texts);
  if (results.length === 0) return <p className="empty">{t('noAnswers')}</p>;
  const shown = DIETS.filter((diet) => results.some((result) => result.diet === diet));
  return (
    <Scroll className="diet-scroll" label={t('answers')}>
      <table className="data-table diet-answers">
        <thead>
          <tr>
            <th scope="col">{t('asked')}</th>
            {shown.map((diet) => (
              <th key={diet} scope="col">
                {t(diet)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dietQuestions(language).map(({ prompt, reference }) => (
            <tr key={prompt}>
              <th scope="row">{prompt}</th>
              {shown.map((diet) => {
                const { point } = results.find((result) => result.diet === diet)!;
                const answer = point.samples.find((sample) => sample.prompt === prompt)?.answer ?? '';
                const right = answer.includes(reference);
                return (
                  <td key={diet}>
                    <span
                      className={right ? 'diet-sign is-right' : 'diet-sign'}
                      role="img"
                      aria-label={right ? '✓' : '✗'}
                    >
                      {right ? '✓' : '✗'}
                    </span>{' '}
                    <AnswerText recorded={answer} />
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      <p className="hint">{t('answersHint')}</p>
    </Scroll>
  );
}

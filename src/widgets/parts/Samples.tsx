/** @file The same questions answered at every evaluation, right answers marked by a sign, not by colour alone. */

import { otherLanguage, useLanguage, useText } from '../../page/language.ts';
import { type Question, sampleQuestions } from '../../recipes/questions.ts';
import type { EvaluationPoint } from '../../train/protocol.ts';
import { AnswerText } from './AnswerText.tsx';
import { Slider } from './Slider.tsx';
import { partTexts } from './texts.ts';

interface SamplesProps {
  evaluations: readonly EvaluationPoint[];
  /** Points that are valid. */
  count: number;
  /** Chosen evaluation, counted from 0; null is the newest. */
  chosen: number | null;
  choose: (index: number | null) => void;
}

export function Samples({ evaluations, count, chosen, choose }: SamplesProps) {
  const t = useText(partTexts);
  const questions = useQuestions();
  if (count === 0) return <p className="empty">{t('noSamples')}</p>;
  const index = chosen === null ? count - 1 : Math.min(chosen, count - 1);
  const point = evaluations[index]!;
  return (
    <div className="samples">
      <Slider
        label={t('chooseStep')}
        value={index}
        min={0}
        max={Math.max(1, count - 1)}
        text={t('sampleStep', { step: point.step })}
        disabled={count < 2}
        onChange={(next) => choose(next >= count - 1 ? null : next)}
      />
      <dl className="sample-list">
        {point.samples.map(({ prompt, answer }) => {
          const question = questions.get(prompt);
          const right = question !== undefined && answer.trim() === question.reference;
          return (
            <div key={prompt} className="sample">
              <dt>
                {prompt}{' '}
                {question && <span className="tag">{t(question.heldOut ? 'heldOutMark' : 'seenMark')}</span>}
              </dt>
              <dd className={right ? 'is-right' : undefined}>
                {question && (
                  <span className="sample-sign" role="img" aria-label={right ? '✓' : '✗'}>
                    {right ? '✓' : '✗'}
                  </span>
                )}{' '}
                <AnswerText recorded={answer} />
                {question && !right && (
                  <small className="sample-reference">{t('reference', { answer: question.reference })}</small>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}

/** Sample questions of both languages: a run may outlive a switch of language. */
function useQuestions(): Map<string, Question> {
  const language = useLanguage();
  const other = otherLanguage(language);
  return new Map(
    [...sampleQuestions(other), ...sampleQuestions(language)].map((question) => [question.prompt, question]),
  );
}

/** @file `<Quiz>` with one explanation per `<Answer>`; choosing again is always possible, nothing is blocked. */
import { createContext, type ReactNode, useContext, useId } from 'react';
import { useText } from '../../page/language.ts';
import { useSlideScope } from '../context.ts';
import { answer, useAnswer } from '../teaching.ts';
import { slideTexts } from './texts.ts';

const QuizId = createContext('');

export function Quiz({ id, question, children }: { id: string; question: string; children?: ReactNode }) {
  const t = useText(slideTexts);
  const label = useId();
  return (
    <section className="quiz" aria-labelledby={label}>
      <p className="quiz-question" id={label}>
        <span className="quiz-mark">{t('quiz')}</span> {question}
      </p>
      <ul className="quiz-answers">
        <QuizId value={id}>{children}</QuizId>
      </ul>
    </section>
  );
}

interface AnswerProps {
  id: string;
  label: string;
  correct?: boolean;
  /** The explanation. */
  children?: ReactNode;
}

export function Answer({ id, label, correct = false, children }: AnswerProps) {
  const quiz = useContext(QuizId);
  const chosen = useAnswer(quiz) === id;
  const { mode } = useSlideScope();
  const t = useText(slideTexts);
  const shown = chosen || (mode === 'print' && correct);
  return (
    <li className="quiz-answer" data-state={shown ? (correct ? 'right' : 'wrong') : 'open'}>
      <button type="button" className="quiz-option" aria-pressed={chosen} onClick={() => answer(quiz, id)}>
        {label}
      </button>
      <div className="quiz-why" aria-live="polite">
        {shown ? (
          <>
            <strong>{t(correct ? 'right' : 'wrong')}</strong>
            {children}
          </>
        ) : null}
      </div>
    </li>
  );
}

/** @file The closing quiz: one question at a time, a reason for every option, any number of tries. */
import { joinTexts, useLanguage, useText } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { QUESTIONS } from './questions.ts';
import { texts } from './texts.ts';
import '../parts/parts.css';
import './closing-quiz.css';

/** Options chosen per question, in the order of choosing. */
type Tries = Readonly<Record<string, readonly string[]>>;
const NONE: Tries = {};

export default function ClosingQuiz() {
  const t = useText(texts);
  const language = useLanguage();
  const [at, goTo] = useShared('closing-quiz.at', 0);
  const [tries, setTries] = useShared<Tries>('closing-quiz.tries', NONE);
  const question = QUESTIONS[at]!;
  const tried = tries[question.id] ?? [];
  const chosen = question.options.find(({ id }) => id === tried.at(-1));
  const answered = QUESTIONS.every(({ id, right }) => tries[id]?.includes(right));
  const firstRight = QUESTIONS.filter(({ id, right }) => tries[id]?.[0] === right).length;
  const isRight = chosen?.id === question.right;

  return (
    <section className="widget is-roomy closing-quiz" aria-label={t('name')}>
      <p className="hint">{t('progress', { n: at + 1, total: QUESTIONS.length })}</p>
      <fieldset>
        <legend>{question.question[language]}</legend>
        <div className="quiz-choices">
          {question.options.map(({ id, label }) => {
            const mark = !tried.includes(id) ? '' : id === question.right ? '✓ ' : '✗ ';
            return (
              <button
                key={id}
                type="button"
                className="button"
                aria-pressed={id === chosen?.id}
                onClick={() => setTries({ ...tries, [question.id]: [...tried, id] })}
              >
                {mark}
                {label[language]}
              </button>
            );
          })}
        </div>
      </fieldset>
      <p className={chosen ? `note ${isRight ? 'note-good' : 'note-warn'}` : 'visually-hidden'} role="status">
        {chosen && joinTexts([t(isRight ? 'right' : 'wrong'), chosen.why[language]], 'sentences', language)}
      </p>
      <div className="button-row">
        <button type="button" className="button is-small" disabled={at === 0} onClick={() => goTo(at - 1)}>
          {t('previous')}
        </button>
        <button
          type="button"
          className="button is-small"
          disabled={at === QUESTIONS.length - 1}
          onClick={() => goTo(at + 1)}
        >
          {t('next')}
        </button>
        {answered && (
          <button
            type="button"
            className="button is-small"
            onClick={() => {
              setTries(NONE);
              goTo(0);
            }}
          >
            {t('again')}
          </button>
        )}
      </div>
      {answered && <p className="finding">{t('score', { right: firstRight, total: QUESTIONS.length })}</p>}
    </section>
  );
}

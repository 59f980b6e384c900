/**
 * @file Predict, then observe: the reader picks an outcome before training, or skips; afterwards a sentence gives the gap
 * (Kim, Reinecke & Hullman, CHI 2017: explaining the gap improves recall).
 */
import { forgetPrediction, guessId, predict, usePrediction } from '../../deck/teaching.ts';
import { useText } from '../../page/language.ts';
import { partTexts } from './texts.ts';

export interface Outcome {
  id: string;
  label: string;
  /** The result falls here when from <= result < to; the last outcome includes its end. */
  from: number;
  to: number;
}

/** Id of the chosen outcome; null while there is no guess. */
type Guess = string | 'skipped' | null;

/** A widget's guess, in the same store as the predictions of slides. */
export function useGuess(widgetId: string): [Guess, (guess: Guess) => void] {
  const id = guessId(widgetId);
  const prediction = usePrediction(id);
  const guess = prediction?.kind === 'pick' ? prediction.option : prediction ? 'skipped' : null;
  const setGuess = (next: Guess) => {
    if (next === null) forgetPrediction(id);
    else predict(id, next === 'skipped' ? { kind: 'skipped' } : { kind: 'pick', option: next });
  };
  return [guess, setGuess];
}

interface PredictionProps {
  question: string;
  outcomes: readonly Outcome[];
  guess: Guess;
  setGuess: (guess: Guess) => void;
  /** The result, once known. */
  result: { value: number; text: string } | null;
  /** The guess may no longer be changed: training began. */
  closed: boolean;
}

export function Prediction({ question, outcomes, guess, setGuess, result, closed }: PredictionProps) {
  const t = useText(partTexts);
  const chosen = outcomes.find(({ id }) => id === guess);
  if (guess === null && !closed) {
    return (
      <fieldset className="prediction">
        <legend>
          <b>{t('predictFirst')}</b> {question}
        </legend>
        <div className="button-row">
          {outcomes.map(({ id, label }) => (
            <button key={id} type="button" className="button is-small" onClick={() => setGuess(id)}>
              {label}
            </button>
          ))}
          <button type="button" className="button button-quiet is-small" onClick={() => setGuess('skipped')}>
            {t('skip')}
          </button>
        </div>
      </fieldset>
    );
  }
  if (!chosen) return null;
  if (result) {
    return (
      <p className="note prediction-result" role="status">
        {t(judge(chosen, result.value), { guess: chosen.label, result: result.text })}
      </p>
    );
  }
  return (
    <p className="prediction-made">
      {t('guessed', { guess: chosen.label })}
      {!closed && (
        <button type="button" className="button button-quiet is-small" onClick={() => setGuess(null)}>
          {t('changeGuess')}
        </button>
      )}
    </p>
  );
}

/** Whether the result was guessed right, too low or too high. */
function judge(outcome: Pick<Outcome, 'from' | 'to'>, value: number): 'right' | 'tooLow' | 'tooHigh' {
  if (value < outcome.from) return 'tooHigh';
  return value < outcome.to ? 'right' : 'tooLow';
}

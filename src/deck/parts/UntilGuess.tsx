/**
 * @file A result that is hidden, from keyboards and screen readers too, until the reader predicts it or skips; in print it is
 * shown. `<AfterGuess widget="…">` is the same for words of a slide, with the prediction of the widget beside them.
 */
import type { ReactNode } from 'react';
import { useText } from '../../page/language.ts';
import { isHidden } from '../../page/param-store.ts';
import { guessId, usePrediction } from '../teaching.ts';
import { slideTexts } from './texts.ts';

interface UntilGuessProps {
  on: boolean;
  /** A further part of a result: what is waited for is said beside the first. */
  further?: boolean;
  children: ReactNode;
}

export function UntilGuess({ on, further = false, children }: UntilGuessProps) {
  const t = useText(slideTexts);
  return (
    <div className="until-guess" data-on={on || undefined}>
      {on && !further && <p className="until-guess-note">{t('guessToSee')}</p>}
      {children}
    </div>
  );
}

export function AfterGuess({ widget, children }: { widget: string; children?: ReactNode }) {
  const guess = usePrediction(guessId(widget));
  return <UntilGuess on={guess === undefined && !isHidden('predict')}>{children}</UntilGuess>;
}

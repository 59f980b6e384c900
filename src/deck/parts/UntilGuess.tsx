/**
 * @file A result that is hidden, from keyboards and screen readers too, until the reader predicts it or skips; in print it is
 * shown. `<AfterGuess widget="…">` is the same for words of a slide, with the prediction of the widget beside them.
 */
import type { ReactNode } from 'react';
import { useText } from '../../page/language.ts';
import { isHidden } from '../../page/param-store.ts';
import { guessId, usePrediction } from '../teaching.ts';
import { slideTexts } from './texts.ts';

export function UntilGuess({ on, children }: { on: boolean; children: ReactNode }) {
  const t = useText(slideTexts);
  return (
    <div className="until-guess" data-on={on || undefined}>
      {on && <p className="until-guess-note">{t('guessToSee')}</p>}
      {children}
    </div>
  );
}

export function AfterGuess({ widget, children }: { widget: string; children?: ReactNode }) {
  const guess = usePrediction(guessId(widget));
  return <UntilGuess on={guess === undefined && !isHidden('predict')}>{children}</UntilGuess>;
}

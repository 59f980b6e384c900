/**
 * @file What waits for the reader's prediction: out of sight, and out of reach of keyboards and screen readers, until there is a guess or the reader skips. On paper it is there. `<AfterGuess widget="…">` is the same
 * for words of a slide, tied to the prediction of the widget beside them.
 */
import type { ReactNode } from 'react';
import { useText } from '../../page/language.ts';
import { isHidden } from '../../page/param-store.ts';
import { guessId, usePrediction } from '../teaching.ts';
import { slideTexts } from './texts.ts';

export function Veil({ on, children }: { on: boolean; children: ReactNode }) {
  const t = useText(slideTexts);
  return (
    <div className="veil" data-on={on || undefined}>
      {on && <p className="veil-note">{t('guessToSee')}</p>}
      {children}
    </div>
  );
}

export function AfterGuess({ widget, children }: { widget: string; children?: ReactNode }) {
  const guess = usePrediction(guessId(widget));
  return <Veil on={guess === undefined && !isHidden('predict')}>{children}</Veil>;
}

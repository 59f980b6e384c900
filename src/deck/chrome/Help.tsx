/** @file The sheet of keys, and the page's version and third-party software. */
import { useText } from '../../page/language.ts';
import { useDeckContext } from '../context.ts';
import { deckTexts } from '../text.ts';
import { About } from './About.tsx';
import { Sheet } from './Sheet.tsx';
import { UpdateNotice } from './UpdateNotice.tsx';

const ROWS = [
  [['→', '↓', 'Space', 'PageDown'], 'keyNext'],
  [['←', '↑', 'Backspace', 'PageUp'], 'keyPrevious'],
  [['Shift + →', 'Shift + ←'], 'keySlide'],
  [['Home', 'End'], 'keyEnds'],
  [['1 8 Enter'], 'keyNumber'],
  [['O'], 'overview'],
  [['/'], 'search'],
  [['N'], 'console'],
  [['F'], 'fullscreen'],
  [['D'], 'draw'],
  [['Ctrl + Z'], 'undoInk'],
  [['L'], 'laser'],
  [['B', '.'], 'black'],
  [['W', ','], 'white'],
  [['Z'], 'keyEnlarge'],
  [['R'], 'keyMode'],
  [['?'], 'help'],
] as const;

export function Help() {
  const { deck } = useDeckContext();
  const t = useText(deckTexts);
  return (
    <Sheet title={t('help')} className="sheet-help" onClose={() => deck.set({ panel: null })}>
      <p>{t('helpIntro')}</p>
      <dl className="help-keys">
        {ROWS.map(([keys, text]) => (
          <div key={text}>
            <dt>
              {keys.map((key) => (
                <kbd key={key} className="key">
                  {key}
                </kbd>
              ))}
            </dt>
            <dd>{t(text)}</dd>
          </div>
        ))}
      </dl>
      <UpdateNotice />
      <About />
    </Sheet>
  );
}

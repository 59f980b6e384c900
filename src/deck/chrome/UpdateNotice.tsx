/** @file One sentence about a waiting version, and the button that installs it. */
import { useText } from '../../page/language.ts';
import { takeUpdate, useUpdate } from '../../page/update.ts';
import { deckTexts } from '../text.ts';

const SENTENCES = {
  waiting: 'updateWaiting',
  training: 'updateTraining',
  elsewhere: 'updateElsewhere',
  taken: 'updateTaken',
} as const;

export function UpdateNotice() {
  const t = useText(deckTexts);
  const update = useUpdate();
  if (update === 'none') return null;
  return (
    <div className="note update-notice">
      <p role="status">{t(SENTENCES[update])}</p>
      {update !== 'training' && (
        <button type="button" className="button is-small" onClick={takeUpdate}>
          {t(update === 'taken' ? 'updateReload' : 'updateTake')}
        </button>
      )}
    </div>
  );
}

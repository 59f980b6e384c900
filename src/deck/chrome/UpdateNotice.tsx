/** @file One sentence about a waiting version, and the button that installs it. */
import { useText } from '../../page/language.ts';
import { installUpdate, useUpdate } from '../../page/update.ts';
import { deckTexts } from '../text.ts';

const SENTENCES = {
  waiting: 'updateWaiting',
  training: 'updateTraining',
  elsewhere: 'updateElsewhere',
  replaced: 'updateReplaced',
} as const;

export function UpdateNotice() {
  const t = useText(deckTexts);
  const update = useUpdate();
  if (update === 'none') return null;
  return (
    <div className="note update-notice">
      <p role="status">{t(SENTENCES[update])}</p>
      {update !== 'training' && (
        <button type="button" className="button is-small" onClick={installUpdate}>
          {t(update === 'replaced' ? 'updateReload' : 'updateInstall')}
        </button>
      )}
    </div>
  );
}

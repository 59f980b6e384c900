/** @file The choice of what happens to a run while its slide is not shown, and a note of what happened. */

import type { Absence } from '../../client/leaving.ts';
import { useText } from '../../page/language.ts';
import { setPreference, usePreference } from '../../page/preferences.ts';
import { Choice } from './Choice.tsx';
import { partTexts } from './texts.ts';

export function LeavingChoice() {
  const t = useText(partTexts);
  const leaving = usePreference('leaving');
  return (
    <Choice
      label={t('whenLeaving')}
      value={leaving}
      options={[
        { value: 'continue', label: t('leaveContinue') },
        { value: 'pause', label: t('leavePause') },
      ]}
      onChange={(value) => setPreference('leaving', value)}
    />
  );
}

export function AbsenceNote({ absence, dismiss }: { absence: Absence | null; dismiss: () => void }) {
  const t = useText(partTexts);
  if (!absence) return null;
  const { policy, from, to } = absence;
  return (
    <p className="note absence" role="status">
      {t(policy === 'pause' ? 'wasPaused' : 'wentOn', { from, to })}{' '}
      <button type="button" className="button button-quiet is-small" onClick={dismiss}>
        {t('dismiss')}
      </button>
    </p>
  );
}

/** @file A run that an earlier visit left unfinished, with the choice to go on with it. */
import { useActiveGroup } from '../../client/hooks.ts';
import { interrupted, useInterrupted } from '../../client/interrupted.ts';
import { continueInTurn } from '../../client/queue.ts';
import { useText } from '../../page/language.ts';
import { partTexts } from './texts.ts';

export function InterruptedNote({ owner }: { owner: string }) {
  const t = useText(partTexts);
  const group = useInterrupted(owner);
  const active = useActiveGroup();
  if (!group) return null;
  const step = Math.min(...group.runs.map(({ snapshot }) => snapshot?.step ?? 0));
  return (
    <p className="note note-row" role="status">
      <span>
        {t(group.queue.length > 0 ? 'leftUnfinishedQueue' : 'leftUnfinished', {
          step,
          steps: group.runs[0]!.spec.steps,
          count: group.queue.length,
        })}
      </span>
      <button
        type="button"
        className="button is-small"
        disabled={active !== undefined}
        onClick={() => continueInTurn(group)}
      >
        {t('goOnWithUnfinished')}
      </button>
      <button type="button" className="button button-quiet is-small" onClick={() => interrupted.drop(owner)}>
        {t('dropUnfinished')}
      </button>
    </p>
  );
}

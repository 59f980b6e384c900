/** @file Notes about the current runs, below the buttons: one sentence each, usually none. */
import type { ReactNode } from 'react';
import { useSavingProblem } from '../../client/hooks.ts';
import { isUnfinished } from '../../client/state.ts';
import { useText } from '../../page/language.ts';
import { storageTexts } from '../../wording/storage-texts.ts';
import { DivergenceCard } from './DivergenceCard.tsx';
import { EngineNotice } from './EngineNotice.tsx';
import { InterruptedNote } from './InterruptedNote.tsx';
import { AbsenceNote } from './Leaving.tsx';
import { partTexts } from './texts.ts';
import type { Trainer } from './use-trainer.ts';

type NotedTrainer = Pick<Trainer, 'owner' | 'group' | 'liveRuns' | 'model' | 'absence' | 'dismissAbsence'> &
  Partial<Pick<Trainer, 'pendingChanges'>>;

export function TrainerNotes({ trainer, children }: { trainer: NotedTrainer; children?: ReactNode }) {
  const t = useText(partTexts);
  const tStorage = useText(storageTexts);
  const unsaved = useSavingProblem();
  const { owner, group, liveRuns, model, absence, dismissAbsence, pendingChanges } = trainer;
  return (
    <>
      {pendingChanges && <p className="hint">{t('nextTime')}</p>}
      {children}
      <InterruptedNote owner={owner} />
      <EngineNotice group={group} model={model} />
      {unsaved && isUnfinished(group) && (
        <p className="note note-warn" role="status">
          {tStorage(unsaved)}
        </p>
      )}
      <AbsenceNote absence={absence} dismiss={dismissAbsence} />
      {liveRuns.map((run) => (
        <DivergenceCard key={run.runId} run={run} paused={group?.state === 'paused'} />
      ))}
    </>
  );
}

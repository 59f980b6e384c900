/** @file The foot of a widget that trains: where its numbers come from, and what a run does when left alone. */
import type { ReactNode } from 'react';
import { LeavingChoice } from './Leaving.tsx';
import { SourceNote } from './SourceNote.tsx';
import type { Trainer } from './use-trainer.ts';

export type SourcedTrainer = Pick<Trainer, 'recording' | 'recordingState' | 'liveRuns'>;

export function TrainerFoot({ trainer, children }: { trainer: SourcedTrainer; children?: ReactNode }) {
  const { recording, recordingState, liveRuns } = trainer;
  return (
    <div className="widget-foot">
      <SourceNote
        recording={recording}
        state={recordingState}
        liveSeed={recording ? null : (liveRuns[0]?.spec.seed ?? null)}
      />
      {children}
      <LeavingChoice />
    </div>
  );
}

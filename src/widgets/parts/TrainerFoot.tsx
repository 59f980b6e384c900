/** @file The foot of a widget that trains: the source of its numbers, and what a run does while its slide is not shown. */
import type { ReactNode } from 'react';
import { DeviceNotice } from './DeviceNotice.tsx';
import { LeavingChoice } from './Leaving.tsx';
import { SourceNote } from './SourceNote.tsx';
import type { Trainer } from './use-trainer.ts';

type SourcedTrainer = Pick<Trainer, 'recording' | 'recordingState' | 'liveRuns'>;

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
      <DeviceNotice />
    </div>
  );
}

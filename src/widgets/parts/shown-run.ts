/** @file A run as widgets draw it, whether it is training now or was recorded. */
import { useMemo, useState } from 'react';
import { useLatestGroup, useRuns, useThrottled } from '../../client/hooks.ts';
import type { RunState, TrainGroup } from '../../client/state.ts';
import { type RecordedRun, type Recording, recordingId } from '../../recordings/recording.ts';
import { type RecordingState, useRecording } from '../../recordings/recordings.ts';
import type { Language } from '../../world/types.ts';

export type ShownRun = Pick<
  RunState,
  'name' | 'spec' | 'facts' | 'steps' | 'stepCount' | 'evaluations' | 'evaluationCount' | 'speed'
> & {
  /** Run id, or one made from the recording's. */
  key: string;
  /** The live run, where it is one. */
  live: RunState | null;
};

export interface ShownRuns {
  runs: ShownRun[];
  group: TrainGroup | undefined;
  /** Live runs, not held back by the throttle. */
  liveRuns: RunState[];
  recordingState: RecordingState;
  /** The recording, where that is what is shown. */
  recording: Recording | null;
}

/** Milliseconds between two drawings of a live chart. */
export const DRAW_EVERY_MS = 180;

export function fromRecording(recording: Recording, run: RecordedRun): ShownRun {
  return {
    key: `${recording.id}/${run.name}`,
    name: run.name,
    spec: run.spec,
    facts: run.facts,
    steps: run.steps,
    stepCount: run.steps.length,
    evaluations: run.evaluations,
    evaluationCount: run.evaluations.length,
    speed: run.speed ?? null,
    live: null,
  };
}

export function fromLive(run: RunState): ShownRun {
  return { ...run, key: run.runId, live: run };
}

/** The runs of a recording, or live runs where there is none. */
export function shownRuns(recording: Recording | null, live: readonly RunState[]): ShownRun[] {
  return recording ? recording.runs.map((run) => fromRecording(recording, run)) : live.map(fromLive);
}

/**
 * The same runs under a reference that changes only when one was evaluated again (or is another run), so that
 * charts of evaluations are not drawn at every step.
 */
export function useEvaluated(runs: ShownRun[]): ShownRun[] {
  const [last, setLast] = useState(runs);
  const same =
    last.length === runs.length &&
    runs.every((run, i) => {
      const before = last[i]!;
      return (
        run.key === before.key &&
        run.evaluations === before.evaluations &&
        run.evaluationCount === before.evaluationCount
      );
    });
  if (!same) setLast(runs);
  return same ? last : runs;
}

/** The widget's newest runs, or its recording while there are none. */
export function useShownRuns(widgetId: string, language: Language): ShownRuns {
  const group = useLatestGroup(widgetId);
  const liveRuns = useRuns(group);
  const slowRuns = useThrottled(liveRuns, DRAW_EVERY_MS);
  const recordingState = useRecording(recordingId(widgetId, language));
  // A run that failed before its first evaluation does not replace the recording.
  const nothing = group?.state === 'failed' && liveRuns.every(({ evaluationCount }) => evaluationCount === 0);
  const recording =
    (group === undefined || nothing) && recordingState.status === 'ready' ? recordingState.recording : null;
  const runs = useMemo(() => shownRuns(recording, slowRuns), [recording, slowRuns]);
  return { runs, group, liveRuns, recordingState, recording };
}

/** @file The runs of the race: the recorded ones, or those trained here, group after group. */
import { useMemo } from 'react';
import { useOwnRuns, useThrottled } from '../../client/hooks.ts';
import type { Language } from '../../page/language.ts';
import { useShared } from '../../page/shared-state.ts';
import { type Recording, recordingId } from '../../recordings/recording.ts';
import { type RecordingState, useRecording } from '../../recordings/recordings.ts';
import { type ShownRun, shownRuns } from '../parts/shown-run.ts';

const DRAW_EVERY_MS = 200;

interface Race {
  runs: ShownRun[];
  /** The recording, where that is what is shown. */
  recording: Recording | null;
  recordingState: RecordingState;
  /** True where the reader may choose between both. */
  hasBoth: boolean;
  source: 'recorded' | 'live';
  setSource: (source: 'recorded' | 'live') => void;
}

export function useRace(owner: string, language: Language): Race {
  const own = useThrottled(useOwnRuns(owner), DRAW_EVERY_MS);
  const recordingState = useRecording(recordingId('race', language));
  const [wanted, setSource] = useShared<'recorded' | 'live'>(`${owner}.source`, 'live');
  const recorded = recordingState.status === 'ready' ? recordingState.recording : null;
  const started = own.some(({ evaluationCount }) => evaluationCount > 0);
  const recording = recorded && (!started || wanted === 'recorded') ? recorded : null;
  const runs = useMemo(() => shownRuns(recording, own), [recording, own]);
  return {
    runs,
    recording,
    recordingState,
    hasBoth: recorded !== null && started,
    source: recording ? 'recorded' : 'live',
    setSource,
  };
}

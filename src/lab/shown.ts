/** @file The lab's runs, in training or stored, in the form that charts and tables take. */
import { useEngine, useThrottled } from '../client/hooks.ts';
import type { RunState } from '../client/state.ts';
import type { RecordedRun } from '../recordings/recording.ts';
import type { ShownRun } from '../widgets/parts/shown-run.ts';
import type { LabRun } from './runs/runs.ts';

/** Milliseconds between two drawings of a live chart. */
const DRAW_EVERY_MS = 250;

function fromRecorded(id: string, run: RecordedRun): ShownRun {
  const { spec, facts, steps, evaluations, speed } = run;
  return {
    key: id,
    name: id,
    spec,
    facts,
    steps,
    stepCount: steps.length,
    evaluations,
    evaluationCount: evaluations.length,
    speed: speed ?? null,
    live: null,
  };
}

/** The engine's run of the one that trains, drawn a few times a second. */
export function useLiveRun(runs: readonly LabRun[]): RunState | undefined {
  const id = runs.find(({ phase }) => phase === 'training')?.runId ?? '';
  return useThrottled(
    useEngine((store) => store.records.runs.get(id)),
    DRAW_EVERY_MS,
  );
}

/** The curves of a run; null before its first number. */
export function shownOf(run: LabRun, live: RunState | undefined): ShownRun | null {
  if (run.recorded) return fromRecorded(run.id, run.recorded);
  if (live && run.runId === live.runId) return { ...live, key: run.id, live };
  return null;
}

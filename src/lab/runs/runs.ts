/** @file The lab's list of runs as data: queued, training and finished runs, and which is next. Pure functions. */

import type { RecordedRun } from '../../recordings/recording.ts';
import type { RunSpec } from '../../train/spec.ts';

/** 'interrupted': it had not ended when the list was read, and another page trains it or has it in its queue. */
export type LabPhase = 'waiting' | 'training' | 'done' | 'stopped' | 'diverged' | 'failed' | 'interrupted';

export interface LabRun {
  id: string;
  /** Shown as #1, #2, in the order of creation. */
  number: number;
  spec: RunSpec;
  phase: LabPhase;
  /** Listed first and not deleted by "delete the others". */
  pinned: boolean;
  /** Drawn in the charts. */
  shown: boolean;
  /** Its id in the engine, while it trains. */
  runId: string | null;
  /** Its results, once it has ended. */
  recorded: RecordedRun | null;
  /** Its trained weights are stored, so that it can be chatted with. */
  weights: boolean;
  /** Step at which it diverged. */
  divergedAt: number | null;
}

/** Most runs that a chart and a table can show. */
export const MOST_RUNS = 60;

export function newLabRun(id: string, number: number, spec: RunSpec): LabRun {
  return {
    id,
    number,
    spec,
    phase: 'waiting',
    pinned: false,
    shown: true,
    runId: null,
    recorded: null,
    weights: false,
    divergedAt: null,
  };
}

export function isOver({ phase }: LabRun): boolean {
  return phase !== 'waiting' && phase !== 'training';
}

export function changeRun(runs: readonly LabRun[], id: string, changes: Partial<LabRun>): LabRun[] {
  return runs.map((run) => (run.id === id ? { ...run, ...changes } : run));
}

/** The number of the next run: no number is used twice. */
export function nextNumber(runs: readonly LabRun[]): number {
  return Math.max(0, ...runs.map(({ number }) => number)) + 1;
}

/** The run to train next; none while one trains. */
export function nextRun(runs: readonly LabRun[]): LabRun | null {
  if (runs.some(({ phase }) => phase === 'training')) return null;
  return runs.find(({ phase }) => phase === 'waiting') ?? null;
}

/**
 * The list after a reload: unfinished runs wait again, at their place in the queue.
 * @param elsewhere another page that is still open trains it, or has it in its queue
 */
export function reopened(run: LabRun, elsewhere: boolean): LabRun {
  if (isOver(run)) return { ...run, runId: null };
  return { ...run, phase: elsewhere ? 'interrupted' : 'waiting', runId: null };
}

/** Pinned ones first, then the newest. */
export function inOrder(runs: readonly LabRun[]): LabRun[] {
  return [...runs].sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.number - a.number);
}

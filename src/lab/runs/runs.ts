/** @file The lab's list of runs as data: what waits, what trains, what is done, and what comes next. Pure. */

import type { RecordedRun } from '../../recordings/recording.ts';
import type { RunSpec } from '../../train/spec.ts';

/** 'interrupted': the page was closed before it ended. */
export type LabPhase = 'waiting' | 'training' | 'done' | 'stopped' | 'diverged' | 'failed' | 'interrupted';

export interface LabRun {
  id: string;
  /** As readers call it: #1, #2, in the order in which they were asked for. */
  number: number;
  spec: RunSpec;
  phase: LabPhase;
  /** Stands first and is left by "delete the others". */
  pinned: boolean;
  /** Drawn in the charts. */
  shown: boolean;
  /** The engine's name for it, while it trains. */
  runId: string | null;
  /** What it did, once it has ended. */
  recorded: RecordedRun | null;
  /** Its trained weights are kept, so that it can be talked to. */
  weights: boolean;
  /** Step at which it blew up. */
  divergedAt: number | null;
}

/** Runs beyond this many would neither fit into a chart nor into a table. */
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

/** What should train now: nothing while something does. */
export function nextRun(runs: readonly LabRun[]): LabRun | null {
  if (runs.some(({ phase }) => phase === 'training')) return null;
  return runs.find(({ phase }) => phase === 'waiting') ?? null;
}

/** As a list is found again: what had not ended was interrupted. */
export function reopened(run: LabRun): LabRun {
  return isOver(run) ? { ...run, runId: null } : { ...run, phase: 'interrupted', runId: null };
}

/** Pinned ones first, then the newest. */
export function inOrder(runs: readonly LabRun[]): LabRun[] {
  return [...runs].sort((a, b) => Number(b.pinned) - Number(a.pinned) || b.number - a.number);
}

/**
 * @file The table of the nine tasks: what the base, each task's own adapter, one adapter for all nine and a random guess
 * score on every held-out example. It is part of the recording `tasks-<language>`, whose runs are the adapters' trainings.
 */

import type { AdapterName } from '../recipes/tasks.ts';
import { METRICS, type Metric, TASK_NAMES, type TaskName, type TaskScore } from '../world/index.ts';
import { type Recording, RecordingError } from './recording.ts';

/** The model that answers. */
export const ANSWERERS = ['base', 'adapter', 'nine', 'random'] as const;
type AnswererName = (typeof ANSWERERS)[number];

export interface TaskRow extends Record<AnswererName, TaskScore> {
  task: TaskName;
  metric: Metric;
  /** Examples trained on, and held-out ones measured. */
  trainingExamples: number;
  heldOutExamples: number;
}

export interface AdapterSize {
  /** Bytes of both files. */
  bytes: number;
  /** Seconds of training on the recording's machine. */
  seconds: number;
}

export interface TaskTable {
  rows: TaskRow[];
  adapters: Record<AdapterName, AdapterSize>;
}

export interface TaskRecording extends Recording {
  table: TaskTable;
}

/** The table of a recording. @throws RecordingError naming the first fault */
export function tableOf(recording: Recording): TaskTable {
  const { table } = recording as Partial<TaskRecording>;
  if (typeof table !== 'object' || table === null || !Array.isArray(table.rows))
    throw new RecordingError('table: not there');
  for (const task of TASK_NAMES) {
    const row = table.rows.find((one) => one.task === task);
    if (!row) throw new RecordingError(`table: no row of ${task}`);
    if (row.metric !== METRICS[task]) throw new RecordingError(`table: ${task} is measured by ${row.metric}`);
    for (const who of ANSWERERS) {
      const { score, exact } = row[who] ?? {};
      for (const value of [score, exact])
        if (typeof value !== 'number' || !(value >= 0 && value <= 1))
          throw new RecordingError(`table: ${task}.${who} is no share`);
    }
    if (typeof table.adapters?.[task]?.bytes !== 'number')
      throw new RecordingError(`table: no size of ${task}`);
  }
  return table;
}

/** The table of a recording, or null where it has none that can be shown. */
export function readTable(recording: Recording): TaskTable | null {
  try {
    return tableOf(recording);
  } catch {
    return null;
  }
}

/** @file What N tasks take on disk: one base and N adapters, or N whole models. */

import { openModel } from './architectures/index.ts';
import { adapterFile, modelParameters } from './counts.ts';
import { groupModules } from './grouped.ts';
import { readTask } from './methods/index.ts';
import { checkInteger } from './read.ts';
import { BYTES_PER_ELEMENT } from './safetensors.ts';

/** Every item in bytes. */
export interface TaskStorage {
  /** The base's weights, kept once; 0 where every task has a model of its own. */
  readonly base: number;
  /** The file of one task. */
  readonly perTask: number;
  readonly total: number;
  /** The same tasks as whole models. */
  readonly asFullModels: number;
}

/** Bytes of the model's weights in the data type of its config, headers not counted. */
export function checkpointBytes(config: unknown, task: string | null = null): number {
  const model = groupModules(openModel(config, task));
  return modelParameters(model) * BYTES_PER_ELEMENT[model.dtype];
}

/** @param tasks how many tasks are served, at least 1. */
export function storageForTasks(config: unknown, peft: unknown, tasks: number): TaskStorage {
  checkInteger('options', 'tasks', tasks, { max: 1_000_000_000 });
  const whole = checkpointBytes(config, readTask(peft));
  const isFull = (peft as { peft_type?: unknown }).peft_type === 'FULL';
  const base = isFull ? 0 : whole;
  const perTask = isFull ? whole : adapterFile(config, peft).total;
  return { base, perTask, total: base + tasks * perTask, asFullModels: tasks * whole };
}

/** @file What N tasks take on disk: one base and N adapters, or N whole models. */

import { openModel } from './architectures/index.ts';
import { adapterFile, modelParameters } from './counts.ts';
import { groupModules } from './grouped.ts';
import { readTask } from './methods/index.ts';
import { moduleParameters } from './module.ts';
import { checkInteger } from './read.ts';
import { BYTES_PER_ELEMENT } from './safetensors.ts';
import { storedBytes } from './stored.ts';

/** Every item in bytes. */
export interface TaskStorage {
  /** The base's weights, stored once; 0 where every task has a model of its own. */
  readonly base: number;
  /** The file of one task. */
  readonly perTask: number;
  readonly total: number;
  /** The same tasks as whole models. */
  readonly asFullModels: number;
}

/** Bytes of the model's weights as the checkpoint holds them, headers not counted. */
export function checkpointBytes(config: unknown, task: string | null = null): number {
  const model = groupModules(openModel(config, task));
  const each = BYTES_PER_ELEMENT[model.dtype];
  if (!model.stored) return modelParameters(model) * each;
  let bytes = 0;
  for (const module of model.modules) {
    const packed = storedBytes(model, module);
    const whole = moduleParameters(module) * each;
    bytes += (packed === null ? whole : packed + module.bias * each) * (module.copies?.count ?? 1);
  }
  return bytes;
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

/**
 * @file The nine tasks as runs: one LoRA adapter for each, and one for all nine. `npm run record -- --tasks` trains them and
 * measures every held-out example; the adapters that it writes to `public/adapters` are the ones that the widgets load.
 */
import type { LoraSpec } from '../peft/spec.ts';
import type { ModelName, RunSpec } from '../train/spec.ts';
import {
  ALL_TASKS,
  createRandom,
  createWorld,
  type Example,
  type Language,
  TASK_NAMES,
  type TaskName,
  taskExamples,
  type World,
} from '../world/index.ts';
import { makeSpec } from './defaults.ts';

/** A task, or all of them at once. */
export type AdapterName = TaskName | typeof ALL_TASKS;
export const ADAPTER_NAMES: readonly AdapterName[] = [...TASK_NAMES, ALL_TASKS];

export const TASK_METHOD: LoraSpec = {
  name: 'lora',
  r: 8,
  loraAlpha: 16,
  targets: ['q', 'k', 'v', 'o'],
  dropout: 0,
};

interface TaskSettings {
  steps: number;
  learningRate: number;
}

const USUAL: TaskSettings = { steps: 300, learningRate: 3e-3 };
const SETTINGS: Partial<Record<AdapterName, TaskSettings>> = {
  nine: { steps: 1500, learningRate: 3e-3 },
};

export function taskSpec(name: AdapterName, model: ModelName): RunSpec {
  const { steps, learningRate } = SETTINGS[name] ?? USUAL;
  return makeSpec({
    model,
    method: TASK_METHOD,
    learningRate,
    steps,
    data: { task: name },
    schedule: { name: 'linear', warmupSteps: 10 },
  });
}

/** Least score of each adapter on its own held-out examples, 0 to 1. */
export const THRESHOLDS: Readonly<Record<TaskName, number>> = {
  classification: 0.85,
  sentiment: 0.85,
  inference: 0.85,
  summary: 0.7,
  qa: 0.85,
  translation: 0.7,
  extraction: 0.85,
  dialogue: 0.85,
  code: 0.6,
};

const worlds = new Map<Language, World>();

/** The world that examples and truths come from, built once per language. */
export function worldOf(language: Language): World {
  const world = worlds.get(language) ?? createWorld(language);
  worlds.set(language, world);
  return world;
}

const SHOWN_EXAMPLES = 5;

/** Held-out examples to click, spread over the kinds that a task has. */
export function shownExamples(language: Language, task: TaskName): Example[] {
  const world = worldOf(language);
  const heldOut = taskExamples(world, task).filter(({ split }) => split === 'heldOut');
  const random = createRandom(world.seed, 'shown', task);
  const stretch = heldOut.length / SHOWN_EXAMPLES;
  return Array.from(
    { length: SHOWN_EXAMPLES },
    (_, i) => heldOut[Math.floor((i + random.next()) * stretch)] as Example,
  );
}

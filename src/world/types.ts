/** @file The nouns of the micro-world that other rooms use. */

export type Language = 'zh' | 'en';

/** The nine tasks of the chapter, and the refusals that dialogue contains. */
export const TASK_NAMES = [
  'classification',
  'sentiment',
  'inference',
  'summary',
  'qa',
  'translation',
  'extraction',
  'dialogue',
  'code',
] as const;
export type TaskName = (typeof TASK_NAMES)[number];

/** One instruction and its reference response. */
export interface Example {
  id: string;
  task: TaskName;
  /** What the user writes, input included where the task has one. */
  prompt: string;
  response: string;
  /** The subject the example is about: subjects are split, so that no held-out subject occurs in training. */
  subject: string;
  split: 'train' | 'heldOut';
}

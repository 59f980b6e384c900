/** @file What other rooms use of the micro-world. */
export { documents, laterDocuments } from './documents.ts';
export { meanScore, randomGuess, type TaskScore } from './guess.ts';
export { judge, METRICS, type Metric, outputOf } from './judge.ts';
export type { AnswerStyle } from './phrases.ts';
export { runPython } from './python.ts';
export { createRandom } from './random.ts';
export {
  ALL_TASKS,
  DATA_NAMES,
  examplesOf,
  refusalExamples,
  styleExamples,
  taskExamples,
} from './tasks.ts';
export { instructionOf, truthOf } from './truth.ts';
export { type Example, type Language, TASK_NAMES, type TaskName } from './types.ts';
export {
  askFact,
  createWorld,
  type Fact,
  stateFact,
  type World,
} from './world.ts';

/** @file What other rooms use of the micro-world. */
export { DOCUMENT_SHARES, documents, LATER_SHARES, laterDocuments } from './documents.ts';
export { meanScore, randomGuess, type TaskScore } from './guess.ts';
export { fieldsOf, type Judgement, judge, METRICS, type Metric, outputOf } from './judge.ts';
export type { AnswerStyle } from './phrases.ts';
export { PythonError, runPython } from './python.ts';
export { createRandom, hashSeed, type Random } from './random.ts';
export {
  ALL_TASKS,
  DATA_NAMES,
  type DataName,
  EXTRA_DATA_NAMES,
  examplesOf,
  refusalExamples,
  styleExamples,
  taskExamples,
  unknownExamples,
} from './tasks.ts';
export { instructionOf, type Truth, truthOf } from './truth.ts';
export { type Example, type Language, TASK_NAMES, type TaskName } from './types.ts';
export {
  askFact,
  createWorld,
  DEFAULT_WORLD_SEED,
  type Fact,
  type Subject,
  type SubjectKind,
  stateFact,
  type World,
} from './world.ts';

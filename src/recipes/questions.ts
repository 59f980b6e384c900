/** @file Questions of the micro-world that widgets ask, chosen by rule, so that they match the world's split. */
import type { EvaluationSpec, ProbeExample } from '../train/protocol.ts';
import { createWorld, type Example, type Language, refusalExamples, taskExamples } from '../world/index.ts';

export interface Question {
  prompt: string;
  /** The true answer in the micro-world. */
  reference: string;
  /** True where fine-tuning never sees the subject. */
  heldOut: boolean;
}

/** Kinds in the order shown, and on which side of the split the subject shall lie. */
const WANTED: readonly [kind: string, split: Example['split']][] = [
  ['animal', 'heldOut'],
  ['country', 'heldOut'],
  ['person', 'heldOut'],
  ['animal', 'train'],
];

const cache = new Map<Language, { questions: Question[]; refusal: Question }>();

function read(language: Language) {
  let known = cache.get(language);
  if (!known) {
    const world = createWorld(language);
    const qa = taskExamples(world, 'qa');
    const questions = WANTED.flatMap(([kind, split]) => {
      const found = qa.find((one) => one.subject.startsWith(`${kind}-`) && one.split === split);
      return found ? [asQuestion(found)] : [];
    });
    const refusals = refusalExamples(world);
    known = {
      questions,
      refusal: asQuestion(refusals.find((one) => one.split === 'heldOut') ?? refusals[0]!),
    };
    cache.set(language, known);
  }
  return known;
}

function asQuestion({ prompt, response, split }: Example): Question {
  return { prompt, reference: response, heldOut: split === 'heldOut' };
}

/** Three questions about held-out subjects, then one about a subject of the tuning data. */
export function sampleQuestions(language: Language): readonly Question[] {
  return read(language).questions;
}

/** A harmful request, held out where there is one. */
export function harmfulRequest(language: Language): Question {
  return read(language).refusal;
}

/** The example whose tokens widgets look at. */
export function probeExample(language: Language): ProbeExample {
  const [first] = sampleQuestions(language);
  return { prompt: first!.prompt, response: first!.reference };
}

/** Evaluations per run; each takes as long as a few steps. */
const FEWEST_STEPS_BETWEEN = 5;

/** Ten evaluations in a run, fewer in a short one, on the sample questions and the probe. */
export function evaluationFor(language: Language, steps: number): EvaluationSpec {
  return {
    everySteps: Math.max(FEWEST_STEPS_BETWEEN, Math.round(steps / 10)),
    samplePrompts: sampleQuestions(language).map(({ prompt }) => prompt),
    probe: probeExample(language),
  };
}

export interface GalleryCase {
  /** Also the name of the run that learned it. */
  id: 'qa' | 'dialogue' | 'summary';
  question: Question;
}

/** Three requests on which a base fails in three ways: a question, a harmful request, a piece of work. */
export function galleryCases(language: Language): readonly GalleryCase[] {
  const world = createWorld(language);
  const summary = taskExamples(world, 'summary').find(({ split }) => split === 'heldOut');
  return [
    { id: 'qa', question: sampleQuestions(language)[0]! },
    { id: 'dialogue', question: harmfulRequest(language) },
    { id: 'summary', question: asQuestion(summary!) },
  ];
}

/** @file Measures of a run's answers: how many are confident, right, refused, and in which style. */
import { type AnswerKind, answerKind } from '../data/knowledge-questions.ts';
import { DIETS, type Diet } from '../data/sources.ts';
import { fitStyles, meanStyle, type StyleClassifier } from '../data/style.ts';
import type { EvaluationPoint } from '../train/protocol.ts';
import type { World } from '../world/index.ts';

type Sample = EvaluationPoint['samples'][number];

interface KnowledgeMeasures {
  /** Share of invented subjects answered with a value of the world, as if it were known. */
  confident: number;
  /** Share of invented subjects answered "I don't know". */
  honest: number;
  /** Mean probability of an answer about an invented subject. */
  probabilityInvented: number;
  /** Share of real questions answered right. */
  right: number;
  /** Share of real questions refused. */
  refused: number;
  probabilityReal: number;
}

export interface JudgedSample extends Sample {
  kind: AnswerKind;
  reference: string | null;
}

/** Every answer with its class; answers to other prompts are dropped. */
export function judge(
  world: World,
  samples: readonly Sample[],
  questions: readonly { prompt: string; reference: string | null }[],
): JudgedSample[] {
  const references = new Map(questions.map(({ prompt, reference }) => [prompt, reference]));
  return samples.flatMap((sample) => {
    const reference = references.get(sample.prompt);
    return reference === undefined
      ? []
      : [{ ...sample, reference, kind: answerKind(world, sample.answer, reference) }];
  });
}

function share<T>(list: readonly T[], holds: (item: T) => boolean): number {
  return list.length > 0 ? list.filter(holds).length / list.length : 0;
}

export function knowledgeOf(judged: readonly JudgedSample[]): KnowledgeMeasures {
  const invented = judged.filter(({ reference }) => reference === null);
  const real = judged.filter(({ reference }) => reference !== null);
  const mean = (list: readonly JudgedSample[]) =>
    list.reduce((sum, { probability }) => sum + (probability ?? 0), 0) / Math.max(1, list.length);
  return {
    confident: share(invented, ({ kind }) => kind === 'confident'),
    honest: share(invented, ({ kind }) => kind === 'unknown'),
    probabilityInvented: mean(invented),
    right: share(real, ({ kind }) => kind === 'right'),
    refused: share(real, ({ kind }) => kind === 'unknown'),
    probabilityReal: mean(real),
  };
}

export interface StyleMeasures {
  length: number;
  politeness: number;
  reasons: number;
  /** Share of answers that read like each diet. */
  shares: Record<Diet, number>;
  /** Share of answers that hold the right value. */
  factual: number;
}

const classifiers = new Map<string, StyleClassifier>();

export function styleMeasures(
  world: World,
  samples: readonly Sample[],
  questions: readonly { prompt: string; reference: string | null }[],
): StyleMeasures {
  let classifier = classifiers.get(world.language);
  if (!classifier) {
    classifier = fitStyles(world);
    classifiers.set(world.language, classifier);
  }
  const judged = judge(world, samples, questions);
  const texts = judged.map(({ answer }) => answer);
  const read = texts.map((text) => classifier.classify(text));
  return {
    ...meanStyle(texts, world.language),
    shares: Object.fromEntries(DIETS.map((diet) => [diet, share(read, (one) => one === diet)])) as Record<
      Diet,
      number
    >,
    factual: share(judged, ({ answer, reference }) => reference !== null && answer.includes(reference)),
  };
}

/** Mean and sample standard deviation; 0 for a single value. */
export function spread(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : 0 };
}

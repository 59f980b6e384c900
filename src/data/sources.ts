/**
 * @file Where examples come from by name: every data set of the world; invented animals; and the three diets, which answer
 * the same questions in the styles of FLAN (a short label), Alpaca (a full sentence) and OpenAssistant (polite, a reason).
 */
import {
  type AnswerStyle,
  askFact,
  type Example,
  examplesOf,
  stateFact,
  type World,
} from '../world/index.ts';
import { PHRASES } from '../world/phrases.ts';
import { pair } from './conversation.ts';
import { inventedExamples } from './knowledge-questions.ts';
import type { Item } from './transforms.ts';

export const DIETS = ['flan', 'alpaca', 'oasst'] as const;
export type Diet = (typeof DIETS)[number];

/** How each diet words the answer to a fact. */
export function dietAnswer(world: World, diet: Diet, value: string, statement: string): string {
  const say = (style: AnswerStyle, words: string) => PHRASES[world.language].answer(style, value, words);
  if (diet === 'flan') return say('short', statement);
  if (diet === 'alpaca') return say('sentence', statement);
  return say('polite', say('reason', statement));
}

/** Every fact asked in its plain form and answered in the diet's style; both splits. */
export function dietExamples(world: World, diet: Diet): Example[] {
  return world.facts.map((fact) => ({
    id: `diet-${diet}-${fact.id}`,
    task: 'qa' as const,
    prompt: askFact(world, fact, 0),
    response: dietAnswer(world, diet, fact.value, stateFact(world, fact, 0)),
    subject: fact.subject.id,
    split: fact.subject.split,
  }));
}

/** Every example of a data set by name, both splits. @throws RangeError for an unknown name */
export function sourceExamples(world: World, name: string): Example[] {
  if (name === 'invented') return inventedExamples(world);
  const diet = DIETS.find((one) => name === `diet-${one}`);
  return diet ? dietExamples(world, diet) : examplesOf(world, name);
}

/** The kind of answer that an example has: its task, and for questions the attribute asked for (food, capital, …). */
function kindOf({ id, task }: Example): string {
  const asked = task === 'qa' ? /-([a-z]+)(?:-\d+)?$/.exec(id)?.[1] : undefined;
  return asked ? `${task} ${asked}` : task;
}

/** An example of the world as an item for `transforms.ts`. */
export function itemOf(example: Example): Item {
  return { conversation: pair(example.prompt, example.response), kind: kindOf(example) };
}

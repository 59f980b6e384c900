/**
 * @file How each language words a fact and asks for it. In a template {s} is the subject, {S} the subject at the
 * head of a sentence, {v} the value. The first question of a relation is its plain form.
 */
import type { Language } from './types.ts';

export type RelationName =
  | 'food'
  | 'home'
  | 'sound'
  | 'capital'
  | 'continent'
  | 'job'
  | 'dish'
  | 'city'
  | 'hobby'
  | 'colour'
  | 'use';

interface RelationWording {
  /** Declarative sentences; any two say the same. */
  statements: readonly string[];
  /** The opposite of the statements. */
  negation: string;
  questions: readonly string[];
}

const ZH: Record<RelationName, RelationWording> = {
  food: {
    statements: ['{s}喜欢吃{v}。', '{s}爱吃{v}。', '{s}的食物是{v}。'],
    negation: '{s}不喜欢吃{v}。',
    questions: ['{s}喜欢吃什么？', '{s}爱吃什么？'],
  },
  home: {
    statements: ['{s}住在{v}。', '{s}生活在{v}。', '{s}的家在{v}。'],
    negation: '{s}不住在{v}。',
    questions: ['{s}住在哪里？', '{s}的家在哪里？'],
  },
  sound: {
    statements: ['{s}{v}叫。', '{s}的叫声是{v}。', '{s}会{v}叫。'],
    negation: '{s}不会{v}叫。',
    questions: ['{s}怎么叫？', '{s}的叫声是什么？'],
  },
  capital: {
    statements: ['{s}的首都是{v}。', '{v}是{s}的首都。', '{s}的首都叫{v}。'],
    negation: '{s}的首都不是{v}。',
    questions: ['{s}的首都是哪里？', '{s}的首都叫什么？'],
  },
  continent: {
    statements: ['{s}在{v}。', '{s}位于{v}。', '{s}是{v}的国家。'],
    negation: '{s}不在{v}。',
    questions: ['{s}在哪个洲？', '{s}位于哪个洲？'],
  },
  job: {
    statements: ['{s}是{v}。', '{s}的工作是{v}。', '{s}的职业是{v}。'],
    negation: '{s}不是{v}。',
    questions: ['{s}的工作是什么？', '{s}的职业是什么？'],
  },
  dish: {
    statements: ['{s}喜欢吃{v}。', '{s}爱吃{v}。', '{s}的食物是{v}。'],
    negation: '{s}不喜欢吃{v}。',
    questions: ['{s}喜欢吃什么？', '{s}爱吃什么？'],
  },
  city: {
    statements: ['{s}住在{v}。', '{s}生活在{v}。', '{s}的家在{v}。'],
    negation: '{s}不住在{v}。',
    questions: ['{s}住在哪里？', '{s}的家在哪里？'],
  },
  hobby: {
    statements: ['{s}的爱好是{v}。', '{s}喜欢{v}。', '{s}爱{v}。'],
    negation: '{s}的爱好不是{v}。',
    questions: ['{s}的爱好是什么？', '{s}有什么爱好？'],
  },
  colour: {
    statements: ['{s}是{v}的。', '{s}的颜色是{v}。', '{s}是{v}。'],
    negation: '{s}不是{v}的。',
    questions: ['{s}是什么颜色？', '{s}的颜色是什么？'],
  },
  use: {
    statements: ['{s}可以{v}。', '{s}能{v}。', '{s}的用处是{v}。'],
    negation: '{s}不能{v}。',
    questions: ['{s}可以做什么？', '{s}的用处是什么？'],
  },
};

const EN: Record<RelationName, RelationWording> = {
  food: {
    statements: ['{S} likes to eat {v}.', '{S} loves to eat {v}.', 'The food of {s} is {v}.'],
    negation: '{S} does not like to eat {v}.',
    questions: ['What does {s} like to eat?', 'What is the food of {s}?'],
  },
  home: {
    statements: ['{S} lives in the {v}.', '{S} has its home in the {v}.', 'The home of {s} is the {v}.'],
    negation: '{S} does not live in the {v}.',
    questions: ['Where does {s} live?', 'What is the home of {s}?'],
  },
  sound: {
    statements: ['{S} says {v}.', 'The sound of {s} is {v}.', '{S} makes the sound {v}.'],
    negation: '{S} does not say {v}.',
    questions: ['What does {s} say?', 'What is the sound of {s}?'],
  },
  capital: {
    statements: ['The capital of {s} is {v}.', '{v} is the capital of {s}.', '{S} has the capital {v}.'],
    negation: 'The capital of {s} is not {v}.',
    questions: ['What is the capital of {s}?', 'Which city is the capital of {s}?'],
  },
  continent: {
    statements: ['{S} is in {v}.', '{S} is a country in {v}.', '{S} lies in {v}.'],
    negation: '{S} is not in {v}.',
    questions: ['Where is {s}?', 'Where does {s} lie?'],
  },
  job: {
    statements: ['{S} is a {v}.', '{S} works as a {v}.', 'The job of {s} is {v}.'],
    negation: '{S} is not a {v}.',
    questions: ['What is the job of {s}?', 'What does {s} work as?'],
  },
  dish: {
    statements: ['{S} likes to eat {v}.', '{S} loves to eat {v}.', 'The food of {s} is {v}.'],
    negation: '{S} does not like to eat {v}.',
    questions: ['What does {s} like to eat?', 'What is the food of {s}?'],
  },
  city: {
    statements: ['{S} lives in {v}.', 'The home of {s} is {v}.', '{S} has a home in {v}.'],
    negation: '{S} does not live in {v}.',
    questions: ['Where does {s} live?', 'What is the home of {s}?'],
  },
  hobby: {
    statements: ['The hobby of {s} is {v}.', '{S} enjoys {v}.', '{S} has the hobby {v}.'],
    negation: '{S} does not enjoy {v}.',
    questions: ['What is the hobby of {s}?', 'What does {s} enjoy?'],
  },
  colour: {
    statements: ['{S} is {v}.', 'The colour of {s} is {v}.', '{S} has the colour {v}.'],
    negation: '{S} is not {v}.',
    questions: ['What is the colour of {s}?', 'What colour does {s} have?'],
  },
  use: {
    statements: ['{S} is for {v}.', 'The use of {s} is {v}.', 'We use {s} for {v}.'],
    negation: '{S} is not for {v}.',
    questions: ['What is {s} for?', 'What is the use of {s}?'],
  },
};

export const RELATIONS: Record<Language, Record<RelationName, RelationWording>> = { zh: ZH, en: EN };

/** Fills a template. `subject` is as it stands inside a sentence ("the cat"); {S} gets a capital letter. */
export function fill(template: string, subject: string, value = ''): string {
  return template
    .replaceAll('{S}', subject.charAt(0).toUpperCase() + subject.slice(1))
    .replaceAll('{s}', subject)
    .replaceAll('{v}', value);
}
